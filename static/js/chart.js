/* Draws each <table data-chart="bar|stacked|pie"> of a [data-chart-frame] with ECharts as SVG.
   The table stays below it, closed. Colours come from the tokens; without ECharts the open table is the page.
   Arrow keys read one label after the other, buttons save a picture, on paper bars have patterns. */
'use strict';
{
  const PRINT_WIDTH = 640;
  const PICTURE = {width: 960, height: 540};
  const MOST_TOLD = 12;
  const charts = [];

  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const readTable = (table) => {
    const rows = Array.from(table.tBodies[0].rows);
    return {
      kind: table.dataset.chart,
      title: table.caption.textContent.trim(),
      unit: table.dataset.unit || '',
      series: Array.from(table.tHead.rows[0].cells).slice(1).map((cell) => cell.textContent.trim()),
      labels: rows.map((row) => row.cells[0].textContent.trim()),
      values: rows.map((row) => Array.from(row.cells).slice(1).map((cell) => Number(cell.dataset.value))),
    };
  };

  const paper = window.matchMedia('print');

  const common = (data) => ({
    aria: {enabled: paper.matches, label: {enabled: false}, decal: {show: paper.matches}},
    color: ['--c1', '--c2', '--c3', '--c4', '--c5', '--c6'].map(token),
    textStyle: {fontFamily: token('--font'), color: token('--ink-2')},
    animation: !paper.matches && !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
    animationDuration: 400,
    tooltip: {
      renderMode: 'richText',
      confine: true,
      backgroundColor: token('--surface'),
      borderColor: token('--line'),
      textStyle: {color: token('--ink'), fontSize: 13},
      valueFormatter: (value) => `${value.toLocaleString('zh-CN')} ${data.unit}`,
    },
  });

  const axisOption = (data) => {
    const stacked = data.kind === 'stacked';
    const legend = data.series.length > 1;
    const option = common(data);
    option.tooltip.trigger = 'axis';
    option.tooltip.axisPointer = {type: 'shadow'};
    return Object.assign(option, {
      legend: {show: legend, type: paper.matches ? 'plain' : 'scroll', left: 0, top: 0, itemWidth: 12, itemHeight: 12, itemGap: 16, textStyle: {color: token('--ink-2')}},
      grid: {left: 4, right: 8, top: legend ? (paper.matches ? 72 : 40) : 16, bottom: 4, containLabel: true},
      xAxis: {
        type: 'category', data: data.labels, axisTick: {show: false},
        axisLine: {lineStyle: {color: token('--line')}}, axisLabel: {color: token('--ink-2'), hideOverlap: true},
      },
      yAxis: {
        type: 'value', minInterval: 1, splitNumber: 4,
        splitLine: {lineStyle: {color: token('--line-2')}}, axisLabel: {color: token('--ink-3')},
      },
      series: data.series.map((name, index) => ({
        name,
        type: 'bar',
        stack: stacked ? 'all' : undefined,
        barMaxWidth: 40,
        itemStyle: {borderRadius: 2, borderColor: token('--surface'), borderWidth: stacked ? 1 : 0},
        data: data.values.map((row) => row[index]),
      })),
    });
  };

  const pieOption = (data) => Object.assign(common(data), {
    series: [{
      type: 'pie',
      radius: ['46%', '74%'],
      itemStyle: {borderColor: token('--surface'), borderWidth: 2},
      label: {color: token('--ink-2'), formatter: '{b} {d}%'},
      data: data.labels.map((name, index) => ({name, value: data.values[index][0]})),
    }],
  });

  const optionFor = (data) => (data.kind === 'pie' ? pieOption(data) : axisOption(data));

  const number = (value) => value.toLocaleString('zh-CN');
  const total = (row) => row.reduce((sum, value) => sum + value, 0);

  const told = (data, index) => {
    const parts = data.series.map((name, series) => `${name} ${number(data.values[index][series])}`);
    return `${data.labels[index]}：${parts.join('，')} ${data.unit}`;
  };

  const summary = (data) => {
    const totals = data.labels.slice(0, MOST_TOLD).map((label, index) => `${label} ${number(total(data.values[index]))}`);
    return `${data.title}：${totals.join('，')}${data.labels.length > MOST_TOLD ? '……' : ''}`;
  };

  const readByKeys = (canvas, chart, data, voice) => {
    let index = -1;
    canvas.addEventListener('keydown', (event) => {
      const step = {ArrowLeft: -1, ArrowRight: 1}[event.key];
      if (step) {
        event.preventDefault();
        index = Math.min(Math.max(index + step, 0), data.labels.length - 1);
        chart.dispatchAction({type: 'showTip', seriesIndex: 0, dataIndex: index});
        voice.textContent = told(data, index);
      } else if (event.key === 'Escape') {
        chart.dispatchAction({type: 'hideTip'});
      }
    });
    canvas.addEventListener('blur', () => chart.dispatchAction({type: 'hideTip'}));
  };

  const download = (blob, name) => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  /* Drawn anew, away from the page: of one size, with its title, without what only moves. */
  const save = (data, format) => {
    const renderer = format === 'svg' ? 'svg' : 'canvas';
    const chart = window.echarts.init(document.createElement('div'), null, {renderer, ...PICTURE});
    const option = optionFor(data);
    const title = {text: data.title, left: 16, top: 12, textStyle: {color: token('--ink'), fontSize: 18}};
    const ground = token('--surface');
    if (option.grid) {
      Object.assign(option.grid, {left: 16, right: 24, top: 92, bottom: 16});
      option.legend = {...option.legend, type: 'plain', left: 16, top: 48};
    }
    chart.setOption({...option, title, animation: false, backgroundColor: ground});
    const name = `${data.title}.${format}`;
    if (format === 'svg') {
      download(new Blob([chart.renderToSVGString()], {type: 'image/svg+xml'}), name);
      chart.dispose();
    } else {
      chart.renderToCanvas({pixelRatio: 2, backgroundColor: ground}).toBlob((blob) => {
        download(blob, name);
        chart.dispose();
      });
    }
  };

  const draw = (frame) => {
    const part = (name) => frame.querySelector(`[data-chart-${name}]`);
    const data = readTable(frame.querySelector('table[data-chart]'));
    const canvas = part('canvas');
    canvas.hidden = false;
    part('details').open = false;
    part('tools').hidden = false;
    const chart = window.echarts.init(canvas, null, {renderer: 'svg'});
    chart.setOption(optionFor(data));
    canvas.setAttribute('aria-label', `${summary(data)}。${canvas.dataset.keys}`);
    canvas.querySelector('svg').setAttribute('aria-hidden', 'true');
    readByKeys(canvas, chart, data, part('told'));
    part('tools').addEventListener('click', (event) => {
      if (event.target.dataset.chartSave) {
        save(data, event.target.dataset.chartSave);
      }
    });
    charts.push({chart, data});
  };

  if (window.echarts) {
    document.querySelectorAll('[data-chart-frame]').forEach(draw);
  }

  const redraw = () => charts.forEach(({chart, data}) => chart.setOption(optionFor(data), true));

  window.addEventListener('resize', () => charts.forEach(({chart}) => chart.resize()));
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  /* The query changes once the colours of the paper hold, unlike beforeprint. */
  paper.addEventListener('change', () => {
    charts.forEach(({chart}) => chart.resize({width: paper.matches ? PRINT_WIDTH : 'auto', animation: {duration: 0}}));
    redraw();
  });
}

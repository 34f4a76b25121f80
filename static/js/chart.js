/* Draws each <table data-chart="bar|stacked|pie"> of a [data-chart-frame] with ECharts as SVG.
   The table stays below it, closed. Colours come from the tokens; without ECharts the open table is the page. */
'use strict';
{
  const PRINT_WIDTH = 640;
  const charts = [];

  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const readTable = (table) => {
    const rows = Array.from(table.tBodies[0].rows);
    return {
      kind: table.dataset.chart,
      unit: table.dataset.unit || '',
      series: Array.from(table.tHead.rows[0].cells).slice(1).map((cell) => cell.textContent.trim()),
      labels: rows.map((row) => row.cells[0].textContent.trim()),
      values: rows.map((row) => Array.from(row.cells).slice(1).map((cell) => Number(cell.dataset.value))),
    };
  };

  const common = (data) => ({
    color: ['--c1', '--c2', '--c3', '--c4', '--c5', '--c6'].map(token),
    textStyle: {fontFamily: token('--font'), color: token('--ink-2')},
    animation: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
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
      legend: {show: legend, type: 'scroll', left: 0, top: 0, itemWidth: 12, itemHeight: 12, itemGap: 16, textStyle: {color: token('--ink-2')}},
      grid: {left: 4, right: 8, top: legend ? 40 : 16, bottom: 4, containLabel: true},
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

  const draw = (frame) => {
    const data = readTable(frame.querySelector('table[data-chart]'));
    const canvas = frame.querySelector('[data-chart-canvas]');
    canvas.hidden = false;
    frame.querySelector('[data-chart-details]').open = false;
    const chart = window.echarts.init(canvas, null, {renderer: 'svg'});
    chart.setOption(optionFor(data));
    charts.push({chart, data});
  };

  if (window.echarts) {
    document.querySelectorAll('[data-chart-frame]').forEach(draw);
  }

  window.addEventListener('resize', () => charts.forEach(({chart}) => chart.resize()));
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    charts.forEach(({chart, data}) => chart.setOption(optionFor(data), true));
  });
  window.addEventListener('beforeprint', () => charts.forEach(({chart}) => chart.resize({width: PRINT_WIDTH, animation: {duration: 0}})));
  window.addEventListener('afterprint', () => charts.forEach(({chart}) => chart.resize({width: 'auto'})));
}

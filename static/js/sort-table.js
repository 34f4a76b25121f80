/* <table data-sortable>: a click on a heading sorts by its column, another one turns the order round.
   Cells tell their value in data-value (none: at the end); rows with data-sort-last stay last. Without script the rows stand as sent. */
'use strict';
{
  const valueOf = (row, index) => row.cells[index].dataset.value ?? '';
  const numeric = (value) => value !== '' && Number.isFinite(Number(value));

  const compare = (first, second) => {
    if (first === '' || second === '') {
      return 0;
    }
    return numeric(first) && numeric(second) ? Number(first) - Number(second) : first.localeCompare(second, 'zh-CN');
  };

  const sort = (table, index, turn) => {
    const body = table.tBodies[0];
    const rank = (row) => ('sortLast' in row.dataset ? 2 : Number(valueOf(row, index) === ''));
    const rows = Array.from(body.rows);
    rows.sort((first, second) => rank(first) - rank(second) || turn * compare(valueOf(first, index), valueOf(second, index)));
    body.append(...rows);
  };

  const chosen = (table, heading) => {
    const descending = heading.getAttribute('aria-sort') === 'ascending'
      || (!heading.hasAttribute('aria-sort') && heading.cellIndex > 0);
    table.tHead.querySelectorAll('[aria-sort]').forEach((other) => other.removeAttribute('aria-sort'));
    heading.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
    sort(table, heading.cellIndex, descending ? -1 : 1);
  };

  document.querySelectorAll('table[data-sortable]').forEach((table) => {
    Array.from(table.tHead.rows[0].cells).filter((heading) => !('unsorted' in heading.dataset)).forEach((heading) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'sort';
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener('click', () => chosen(table, heading));
    });
  });
}

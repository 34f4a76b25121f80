/* <table data-cards>: copies each column's heading onto its cells as data-label, which the phone layout shows above the value. */
'use strict';
{
  const labelCells = (table) => {
    const labels = Array.from(table.tHead.rows[0].cells, (cell) => (cell.dataset.label || cell.textContent).trim());
    table.querySelectorAll('tbody tr, tfoot tr').forEach((row) => {
      Array.from(row.cells).forEach((cell, index) => {
        if (cell.tagName === 'TD' && cell.colSpan === 1 && !('label' in cell.dataset) && labels[index]) {
          cell.dataset.label = labels[index];
        }
      });
    });
  };

  document.querySelectorAll('table[data-cards]').forEach((table) => {
    if (table.tHead) {
      labelCells(table);
    }
  });
}

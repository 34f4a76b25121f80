/* [data-print] prints the page; <details data-print-open> are open on paper, whatever they are on screen. */
'use strict';
{
  const opened = [];

  window.addEventListener('beforeprint', () => {
    document.querySelectorAll('details[data-print-open]:not([open])').forEach((details) => {
      details.open = true;
      opened.push(details);
    });
  });

  window.addEventListener('afterprint', () => {
    opened.splice(0).forEach((details) => { details.open = false; });
  });

  document.addEventListener('click', (event) => {
    if (event.target.closest('[data-print]')) {
      window.print();
    }
  });
}

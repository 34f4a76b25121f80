/* The second row of the menu, where it is wider than the screen: the page shown stands in view. */
'use strict';
document.addEventListener('DOMContentLoaded', () => {
  const current = document.querySelector('.subnav [aria-current]');
  if (current) {
    const row = current.parentElement;
    row.scrollLeft = current.offsetLeft - row.offsetLeft - (row.clientWidth - current.offsetWidth) / 2;
  }
});

/* <form method="get" data-tidy-query>: what was left open is not put into the address. Without script the address is longer. */
'use strict';
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!('tidyQuery' in form.dataset)) {
    return;
  }
  const blanks = Array.from(form.elements).filter((field) => field.name && field.value === '' && !field.disabled);
  blanks.forEach((field) => {
    field.disabled = true;
  });
  window.setTimeout(() => blanks.forEach((field) => {
    field.disabled = false;
  }));
});

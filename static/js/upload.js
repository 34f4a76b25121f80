/* <form data-upload>: while a file is on its way the button says so (data-busy) and cannot be pressed twice. */
'use strict';
document.addEventListener('submit', (event) => {
  const button = event.target.matches('form[data-upload]') && event.target.querySelector('[data-busy]');
  if (button) {
    button.lastChild.textContent = button.dataset.busy;
    button.disabled = true;
  }
});
window.addEventListener('pageshow', (event) => {
  if (event.persisted) {
    window.location.reload();
  }
});

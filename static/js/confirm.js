/* A form or a submit button with data-confirm="question" is sent only after the question is answered with yes. */
'use strict';
document.addEventListener('submit', (event) => {
  const question = (event.submitter && event.submitter.dataset.confirm) || event.target.dataset.confirm;
  if (question && !window.confirm(question)) {
    event.preventDefault();
  }
});

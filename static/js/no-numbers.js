/* A form with data-no-numbers="sentence" would put what is typed into the address: a person's number is held back. */
'use strict';
document.addEventListener('submit', (event) => {
  const sentence = event.target.dataset.noNumbers;
  const typed = sentence && Array.from(new FormData(event.target).values()).join(' ').replace(/[\s-]/g, '');
  if (sentence && /[0-9]{11}/.test(typed)) {
    event.preventDefault();
    window.alert(sentence);
  }
});

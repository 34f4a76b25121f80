/* [data-draft=URL] in a form: sends what was typed to the server every ten seconds, on leaving a field and on leaving the
   page. Nothing is kept in the browser. While the line is down it tries again as long as the page is open. */
'use strict';
{
  const PAUSE = 10000;
  const setting = document.querySelector('[data-draft]');
  const form = setting && setting.closest('form');
  const note = document.querySelector('[data-draft-note]');
  const offer = document.querySelector('[data-draft-offer]');
  let changed = false;
  let sending = false;
  let submitted = false;

  const say = (text, isBad) => {
    note.textContent = text;
    note.classList.toggle('is-bad', Boolean(isBad));
  };

  const content = () => {
    const body = new URLSearchParams({ draft_key: setting.dataset.draftKey });
    new FormData(form).forEach((value, key) => {
      if (typeof value === 'string' && value !== '' && key !== 'csrfmiddlewaretoken' && !key.includes('__prefix__')) {
        body.append(key, value);
      }
    });
    return body;
  };

  const send = async (keepalive) => {
    if (!changed || sending || submitted) {
      return;
    }
    if (offer) { // the draft on the server would be lost
      say(setting.dataset.waiting, true);
      return;
    }
    sending = true;
    changed = false;
    try {
      const token = form.querySelector('[name=csrfmiddlewaretoken]').value;
      const response = await fetch(setting.dataset.draft, {
        method: 'POST', body: content(), keepalive, redirect: 'manual', headers: { 'X-CSRFToken': token, Accept: 'application/json' },
      });
      if (response.ok) {
        say(`${setting.dataset.saved} ${(await response.json()).saved}`);
      } else {
        changed = true;
        say(setting.dataset.signedOut, true);
      }
    } catch (error) {
      changed = true;
      say(setting.dataset.offline, true);
    }
    sending = false;
  };

  if (form && note) {
    const change = () => { changed = true; };
    ['input', 'change', 'formset:added', 'formset:removed'].forEach((kind) => form.addEventListener(kind, change));
    if (window.django && window.django.jQuery) {
      window.django.jQuery(form).on('select2:select select2:unselect', change); // known to jQuery only
    }
    form.addEventListener('change', () => send(false));
    form.addEventListener('submit', () => { submitted = true; });
    window.setInterval(send, PAUSE, false);
    window.addEventListener('online', () => send(false));
    window.addEventListener('pagehide', () => send(true));
    document.addEventListener('visibilitychange', () => document.hidden && send(true));
    window.addEventListener('pageshow', () => { submitted = false; });
  }
}

/* [data-id-check=URL]: asks about the ID number as it is typed, by POST, and shows what follows from it.
   Birth date and sex need no typing then, and no reason for a missing number either. */
'use strict';
{
  const setting = document.querySelector('[data-id-check]');
  const number = document.getElementById('id_id_number');
  const name = document.getElementById('id_name');
  const token = document.querySelector('[name=csrfmiddlewaretoken]');
  let timer = 0;
  let asked = '';

  const typed = () => number.value.replace(/\s/g, '');
  const isMask = () => number.value.includes('*');

  const line = (tone, text) => {
    const paragraph = document.createElement('p');
    paragraph.className = tone;
    paragraph.textContent = text;
    return paragraph;
  };

  const openLink = (url) => {
    const link = document.createElement('a');
    Object.assign(link, { className: 'link', href: url, target: '_blank', rel: 'noopener', textContent: setting.dataset.open });
    return link;
  };

  /* A form of its own: the number travels in its body. */
  const askButton = (url) => {
    const form = document.createElement('form');
    Object.assign(form, { id: 'transfer-ask', method: 'post', action: url, target: '_blank' });
    const fields = { csrfmiddlewaretoken: token.value, number: typed(), name: name.value };
    Object.entries(fields).forEach(([key, value]) => {
      const input = document.createElement('input');
      Object.assign(input, { type: 'hidden', name: key, value });
      form.append(input);
    });
    document.body.append(form);
    const button = document.createElement('button');
    Object.assign(button, { type: 'submit', className: 'btn', textContent: setting.dataset.ask });
    button.setAttribute('form', form.id);
    return button;
  };

  const start = () => {
    const output = document.createElement('div');
    output.className = 'id-check';
    output.setAttribute('role', 'status');
    number.closest('.form-row').append(output);

    const rows = (...names) => names.map((key) => document.querySelector(`.form-row.field-${key}`)).filter(Boolean);
    const settle = (answer) => {
      rows('birth_date', 'sex').forEach((row) => { row.hidden = Boolean(answer && answer.derived); });
      rows('no_id_reason').forEach((row) => { row.hidden = typed() !== ''; });
    };

    const show = (answer) => {
      const old = document.getElementById('transfer-ask');
      if (old) {
        old.remove();
      }
      output.replaceChildren();
      if (answer.derived) {
        output.append(line('id-derived', answer.derived));
      }
      const said = line(answer.ok ? 'tone-good' : 'tone-bad', answer.text);
      output.append(said);
      if (answer.link) {
        said.append(' ', openLink(answer.link));
      }
      if (answer.ask) {
        said.append(' ', askButton(answer.ask));
      }
      if (answer.doubt) {
        output.append(line('tone-warn', answer.doubt));
      }
      settle(answer);
    };

    const ask = async (finished) => {
      const question = `${typed()}\n${name ? name.value.trim() : ''}`;
      if (!typed() || isMask()) {
        asked = '';
        output.replaceChildren();
        settle(null);
        return;
      }
      if (question === asked || (typed().length < 18 && !finished)) {
        return;
      }
      asked = question;
      const body = new URLSearchParams({ number: number.value, name: name ? name.value : '', file: setting.dataset.file });
      try {
        const response = await fetch(setting.dataset.idCheck, {
          method: 'POST', body, redirect: 'error', headers: { 'X-CSRFToken': token.value, Accept: 'application/json' },
        });
        const answer = await response.json();
        if (question === asked) {
          show(answer);
        }
      } catch (error) {
        asked = '';
        output.replaceChildren(line('tone-warn', setting.dataset.offline));
      }
    };

    const soon = () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(ask, 500, false);
      settle(null);
    };
    number.addEventListener('input', soon);
    number.addEventListener('change', () => ask(true));
    if (name) {
      name.addEventListener('change', () => ask(true));
    }
    ask(true);
  };

  if (setting && number && !number.disabled) {
    start();
  }
}

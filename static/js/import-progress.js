/* [data-progress-url]: asks where the work stands, shows it, and loads the page anew when its state has changed. */
'use strict';
{
  const box = document.querySelector('[data-progress-url]');
  const bar = box && box.querySelector('progress');
  const count = box && box.querySelector('[data-progress-count]');
  const left = box && box.querySelector('[data-progress-left]');
  let pause = 1000;
  let first = null;

  // Remaining time by what was done since the page was opened.
  const showLeft = (now) => {
    first = first || { done: now.done, at: Date.now() };
    const rate = (now.done - first.done) / (Date.now() - first.at);
    if (left && now.total && rate > 0) {
      const seconds = Math.ceil((now.total - now.done) / rate / 1000);
      left.hidden = false;
      left.lastElementChild.textContent = seconds < 90 ? `${seconds} ${left.dataset.seconds}` : `${Math.round(seconds / 60)} ${left.dataset.minutes}`;
    }
  };

  const show = (now) => {
    showLeft(now);
    if (bar && now.total) {
      bar.max = now.total;
      bar.value = now.done;
    }
    if (now.done) {
      count.parentElement.hidden = false;
      count.textContent = now.total ? `${now.done} / ${now.total}` : String(now.done);
    }
  };

  const ask = async () => {
    try {
      const answer = await fetch(box.dataset.progressUrl, { headers: { Accept: 'application/json' } });
      const now = await answer.json();
      if (now.state !== box.dataset.state) {
        window.location.reload();
        return;
      }
      show(now);
    } catch (error) {
      pause = 10000; // away for a moment, or signed out: the link on the page still works
    }
    pause = Math.min(pause * 1.2, 10000);
    window.setTimeout(ask, pause);
  };

  if (box) {
    window.setTimeout(ask, pause);
  }
}

/* 大屏: shows one [data-screen-panel] at a time, goes on by itself, and fetches the numbers anew.
   Space pauses, arrows go back and forth, F fills the screen. Who wants less motion starts paused. */
'use strict';
{
  const find = (name, root = document) => root.querySelector(`[data-screen-${name}]`);
  const stage = find('panels');
  const pauseButton = find('pause');
  let current = 0;
  let paused = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  let turn = 0;

  const panels = () => Array.from(stage.querySelectorAll('[data-screen-panel]'));

  const show = (index) => {
    const all = panels();
    current = (index + all.length) % all.length;
    all.forEach((panel, number) => { panel.hidden = number !== current; });
    find('position').textContent = `${current + 1} / ${all.length}`;
  };

  const tick = () => {
    window.clearTimeout(turn);
    if (!paused) {
      turn = window.setTimeout(() => { go(1); }, Number(stage.dataset.seconds) * 1000);
    }
  };

  const go = (step) => {
    show(current + step);
    tick();
  };

  const pause = (value) => {
    paused = value;
    pauseButton.setAttribute('aria-pressed', String(paused));
    pauseButton.textContent = paused ? pauseButton.dataset.play : pauseButton.dataset.pause;
    tick();
  };

  const fill = () => {
    if (document.fullscreenElement) {
      document.exitFullscreen();
    } else if (document.documentElement.requestFullscreen) {
      document.documentElement.requestFullscreen().catch(() => {});
    }
  };

  const refresh = async () => {
    const stale = find('stale');
    try {
      const answer = await fetch(window.location.href, {cache: 'no-store'});
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
      if (!answer.ok || answer.redirected || !find('panels', fresh)) {
        throw new Error('no screen');
      }
      stage.replaceChildren(...find('panels', fresh).children);
      find('asof').textContent = find('asof', fresh).textContent;
      stale.textContent = '';
      show(Math.min(current, panels().length - 1));
    } catch {
      stale.textContent = stale.dataset.text;
    }
  };

  find('previous').addEventListener('click', () => go(-1));
  find('next').addEventListener('click', () => go(1));
  pauseButton.addEventListener('click', () => pause(!paused));
  find('full').addEventListener('click', fill);
  document.addEventListener('keydown', (event) => {
    const keys = {ArrowLeft: () => go(-1), ArrowRight: () => go(1), f: fill, F: fill};
    const onButton = event.target.closest('a, button');
    if (event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    if (event.key === ' ' && !onButton) {
      event.preventDefault();
      pause(!paused);
    } else if (keys[event.key]) {
      keys[event.key]();
    }
  });

  document.body.classList.add('screen-one');
  find('controls').hidden = false;
  show(0);
  pause(paused);
  window.setInterval(refresh, Number(stage.dataset.refresh) * 1000);
}

// The page that is shown offline: it asks now and then, and is the page that was asked for as soon as the server answers.

'use strict';

const EVERY = 5_000;

function goOn() {
  if (location.pathname === '/offline') location.replace('/');
  else location.reload();
}

async function isBack() {
  try {
    return (await fetch('/health/live', { cache: 'no-store', credentials: 'omit' })).ok;
  } catch {
    return false;
  }
}

async function tryAgain() {
  const said = document.getElementById('said');
  if (await isBack()) goOn();
  else said.textContent = said.dataset.still;
}

document.getElementById('again').addEventListener('click', tryAgain);
addEventListener('online', async () => {
  if (await isBack()) goOn();
});
setInterval(async () => {
  if (document.visibilityState === 'visible' && (await isBack())) goOn();
}, EVERY);

// The form works without this script; it plays the sample while somebody changes the voice.
(() => {
const form = document.getElementById('voice'), samples = document.getElementById('samples'), state = document.getElementById('trying');
if (!form) return;
let due = 0, asked = 0;
async function play() {
  const mine = ++asked;
  state.textContent = samples.dataset.playing;
  try {
    const answer = await fetch(form.dataset.sample, { method: 'POST', body: new URLSearchParams([...new FormData(form)]), headers: { 'X-Requested-With': 'klaviatur', Accept: 'text/html' } });
    if (mine !== asked) return;
    if (!answer.ok) throw new Error(answer.status);
    samples.innerHTML = await answer.text();
    state.textContent = '';
  } catch { if (mine === asked) state.textContent = samples.dataset.failed; }
}
form.addEventListener('input', () => { clearTimeout(due); due = setTimeout(play, 400); });
document.getElementById('more').addEventListener('click', () => {
  const box = document.getElementById('avoid'), line = box.lastElementChild.cloneNode(true), number = box.children.length + 1;
  for (const input of line.querySelectorAll('input')) input.value = '';
  for (const label of line.querySelectorAll('label .vh')) label.textContent = label.textContent.replace(/\d+$/, number);
  box.append(line);
  line.querySelector('input').focus();
});
})();

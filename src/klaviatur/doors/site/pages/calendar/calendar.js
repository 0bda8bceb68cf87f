// A planned delivery is dragged to another day; without this script its own page moves it.
(() => {
  const form = document.getElementById('drop');
  if (!form) return;
  let held = null;
  const dayOf = (event) => event.target.closest?.('td[data-day]:not([data-over])'); // what is over takes nothing
  const clear = () => document.querySelectorAll('td.over').forEach((day) => day.classList.remove('over'));
  document.addEventListener('dragstart', (event) => {
    held = event.target.closest?.('[data-delivery]');
    if (!held) return;
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', held.dataset.delivery);
    held.classList.add('held-now');
  });
  document.addEventListener('dragover', (event) => {
    const day = dayOf(event);
    if (!held || !day) return;
    event.preventDefault();
    clear();
    day.classList.add('over');
  });
  document.addEventListener('dragend', () => { held?.classList.remove('held-now'); held = null; clear(); });
  document.addEventListener('drop', (event) => {
    const day = dayOf(event);
    if (!held || !day) return;
    event.preventDefault();
    if (day === held.closest('td')) return;
    form.elements.delivery.value = held.dataset.delivery;
    form.elements.day.value = day.dataset.day;
    form.requestSubmit();
  });
})();

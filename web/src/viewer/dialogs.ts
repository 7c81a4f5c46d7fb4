import { button, h } from '../dom';
import type { Recording } from '../recordings/recording';
import { formatDate, formatClock, formatLength, formatSeconds } from '../time/format';
import { keyTable } from './keys';

/** Opens a modal with a heading; Escape and Close put it away and give the focus back. */
function openDialog(title: string, id: string, ...content: Node[]): HTMLDialogElement {
  const heading = h('div', { class: 'heading' }, h('h2', { id: `${id}-title` }, title), button({}, 'Close', () => dialog.close()));
  const dialog: HTMLDialogElement = h('dialog', { 'data-testid': id, 'aria-labelledby': `${id}-title` }, heading, ...content);
  const before = document.activeElement;
  dialog.addEventListener('close', () => {
    dialog.remove();
    if (before instanceof HTMLElement) before.focus();
  });
  dialog.addEventListener('click', event => {
    if (event.target === dialog) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

export function openHelp(): void {
  const rows = keyTable.map(([keys, does]) => h('tr', {}, h('th', { scope: 'row' }, h('kbd', {}, keys)), h('td', {}, does)));
  openDialog('Keys', 'help-dialog', h('table', {}, h('tbody', {}, ...rows)));
}

export function openInformation(recording: Recording, technique: string): void {
  const facts: [string, string][] = [
    ['Patient', recording.patient_id],
    ['Recording', recording.recording_id],
    ['Start', recording.start_time === null ? 'not known' : `${formatDate(recording.start_time, 0)} ${formatClock(recording.start_time, 0)} (UTC)`],
    ['Length', `${formatLength(recording.duration_sec)} (${formatSeconds(recording.start_sec)} to ${formatSeconds(recording.end_sec)} s)`],
    ['State', recording.state],
    ['Gaps', recording.gaps.length === 0 ? 'none' : recording.gaps.map(gap => `${formatSeconds(gap.start)} to ${formatSeconds(gap.end)} s`).join(', ')],
    ['Stored', `${(recording.bytes_stored / 1e6).toFixed(2)} MB`],
    ['Annotations', String(recording.num_annotations)],
    ['Drawn with', technique],
    ['Millimetres', 'of a screen of 96 dots per inch (not calibrated)'],
  ];
  const channels = recording.channels.map(channel => h('tr', {},
    h('th', { scope: 'row' }, channel.label === channel.name ? channel.name : `${channel.label} (${channel.name})`),
    h('td', {}, `${channel.sampling_rate} Hz`),
    h('td', {}, channel.physical_min === null ? `float, ${channel.unit}` : `${channel.physical_min} to ${channel.physical_max ?? ''} ${channel.unit}`),
    h('td', {}, [channel.transducer, channel.prefiltering].filter(text => text !== '').join(' · '))));
  openDialog('Recording', 'information-dialog',
    h('table', {}, h('tbody', {}, ...facts.map(([name, value]) => h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, value))))),
    h('h3', {}, `${recording.channels.length} channels`),
    h('table', { class: 'channels' }, h('tbody', {}, ...channels)));
}

/** Asks for a time; `submit` tells whether it understood. */
export function openGoTo(submit: (text: string) => boolean): void {
  const input = h('input', { type: 'text', id: 'go-to-time', 'data-testid': 'go-to-input', autocomplete: 'off', spellcheck: 'false', autofocus: true, 'aria-describedby': 'go-to-hint' });
  const hint = h('p', { id: 'go-to-hint', class: 'quiet' }, '2996 or 2996s or 49:56 from the start, +30 or -30 from here, @14:33:00 the time of day.');
  const refusal = h('p', { class: 'refusal', role: 'alert' });
  const form = h('form', {}, h('label', { for: 'go-to-time' }, 'Time'), input, hint, refusal, h('div', { class: 'actions' }, h('button', { type: 'submit' }, 'Go')));
  const dialog = openDialog('Go to a time', 'go-to-dialog', form);
  form.addEventListener('submit', event => {
    event.preventDefault();
    if (submit(input.value)) dialog.close();
    else refusal.textContent = `“${input.value}” is no time within this recording.`;
  });
}

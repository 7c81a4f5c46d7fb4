import { h } from './dom';
import type { RecordingKey } from './recordings/recording';

function page(id: string, title: string, ...content: (HTMLElement | string)[]): HTMLElement {
  return h('section', { class: 'welcome', 'data-testid': id }, h('h2', {}, title), ...content);
}

function command(text: string, does: string): HTMLElement {
  return h('p', {}, h('code', {}, text), ` ${does}`);
}

/** What the page says when there are no traces to show. */
export const welcome = {
  empty: (): HTMLElement => page('empty', 'No recordings yet',
    command('berger demo', 'streams a recording as a device would.'),
    command('berger import FILE', 'brings in EDF, BDF, BIDS and CHB-MIT files.'),
    h('p', { class: 'quiet' }, 'This page shows them as soon as they arrive.')),
  choose: (): HTMLElement => page('choose', 'Choose a recording', h('p', { class: 'quiet' }, 'The list is on the left; ? shows the keys.')),
  missing: (key: RecordingKey): HTMLElement => page('missing', 'This recording is not here',
    h('p', {}, `There is no recording “${key.recording_id}” of patient “${key.patient_id}” on this server.`),
    h('p', { class: 'quiet' }, 'Choose another one from the list, or bring it in: '),
    command('berger import FILE', '')),
  failed: (): HTMLElement => page('failed', 'Nothing to show', h('p', { class: 'quiet' }, 'The list on the left says what failed.')),
};

import { h, setText } from '../dom';
import type { Channel } from '../recordings/recording';
import { stateOf, type ChannelState } from '../signal/channelState';
import type { Signal } from '../signal/eegClient';
import { sideOf } from './side';

/** Characters that there is room for: a mark beside a short name; long names are cut off. */
const fewest = 12;
const most = 22;
/** Below this many CSS pixels per lane, only some of the names are written. */
const closest = 8;

/** The channels' names beside their traces, with what is wrong with them on the page. */
export class Labels {
  readonly element = h('div', { class: 'labels', role: 'list', 'aria-label': 'Channels' });
  #channels: readonly Channel[] = [];
  #rows: { readonly row: HTMLElement; readonly mark: HTMLElement }[] = [];

  show(channels: readonly Channel[]): void {
    this.#channels = channels;
    this.#rows = channels.map(channel => {
      const mark = h('span', { class: 'mark' });
      const row = h('div', { class: `label ${sideOf(channel.label)}`, role: 'listitem', 'data-testid': 'channel', 'data-channel': channel.name, title: titleOf(channel) },
        h('span', { class: 'name' }, nameOf(channel)), mark);
      return { row, mark };
    });
    const longest = Math.max(0, ...channels.map(channel => nameOf(channel).length));
    this.element.style.width = `${Math.min(most, Math.max(fewest, longest)) * 0.58}em`;
    this.element.replaceChildren(...this.#rows.map(({ row }) => row));
  }

  /** `height`: CSS pixels of the trace area. */
  layOut(height: number): void {
    const laneHeight = height / Math.max(1, this.#rows.length);
    const every = Math.ceil(closest / laneHeight);
    const fontSize = `${Math.max(8, Math.min(12, laneHeight * 0.9))}px`;
    this.#rows.forEach(({ row }, i) => {
      row.style.fontSize = fontSize;
      row.style.top = `${(i + 0.5) * laneHeight}px`;
      row.hidden = i % every !== 0;
    });
  }

  /** Marks channels that are flat or at the amplifier's limit within [start, end) seconds. */
  judge(signals: readonly Signal[], start: number, end: number): void {
    this.#channels.forEach((channel, i) => {
      const mark = this.#rows[i]?.mark;
      if (mark) setText(mark, wordsOf(stateOf(channel, signals, start, end)));
    });
  }
}

function nameOf(channel: Channel): string {
  return channel.label === '' ? channel.name : channel.label;
}

function wordsOf(state: ChannelState | null): string {
  if (state?.flat) return 'flat';
  return state?.clipped ? 'clipped' : '';
}

function titleOf(channel: Channel): string {
  const range = channel.physical_min === null ? '' : `${channel.physical_min} to ${channel.physical_max ?? ''} ${channel.unit}`;
  return [`${channel.label} (${channel.name})`, `${channel.sampling_rate} Hz`, range, channel.transducer, channel.prefiltering].filter(line => line !== '').join('\n');
}

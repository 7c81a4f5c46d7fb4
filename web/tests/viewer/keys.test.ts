import { describe, expect, it } from 'vitest';
import { commandOf, type KeyPress } from '../../src/viewer/keys';

const press = (key: string, change: Partial<KeyPress> = {}): KeyPress => ({ key, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...change });

describe('commandOf', () => {
  it('tells page, second and tenth apart', () => {
    expect(commandOf(press('ArrowRight'))).toBe('page-next');
    expect(commandOf(press('ArrowRight', { shiftKey: true }))).toBe('second-next');
    expect(commandOf(press('ArrowLeft', { ctrlKey: true }))).toBe('tenth-previous');
  });

  it('tells next and previous seizure apart', () => {
    expect(commandOf(press('s'))).toBe('seizure-next');
    expect(commandOf(press('S', { shiftKey: true }))).toBe('seizure-previous');
  });

  it('leaves the browser its own keys', () => {
    expect(commandOf(press('s', { ctrlKey: true }))).toBeNull();
    expect(commandOf(press('ArrowLeft', { altKey: true }))).toBeNull();
    expect(commandOf(press('+', { ctrlKey: true }))).toBeNull();
    expect(commandOf(press('x'))).toBeNull();
  });
});

/** A float32 array of numpy's NPY format, C order. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** Decodes NPY versions 1 to 3 that hold little-endian float32 in C order (specification: numpy.lib.format). */
export function decodeNpy(buffer: ArrayBuffer): NpyArray {
  const view = new DataView(buffer);
  if (buffer.byteLength < 12 || magic.some((byte, i) => view.getUint8(i) !== byte)) throw new Error('NPY: the magic bytes are missing.');
  const wide = view.getUint8(6) >= 2;
  const headerStart = wide ? 12 : 10;
  const dataStart = headerStart + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  if (dataStart > buffer.byteLength) throw new Error('NPY: the header is longer than the answer.');

  const header = new TextDecoder().decode(new Uint8Array(buffer, headerStart, dataStart - headerStart));
  const descr = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  if (descr !== '<f4') throw new Error(`NPY: expected float32 ('<f4'), got '${descr ?? header}'.`);
  if (!/'fortran_order':\s*False/.test(header)) throw new Error('NPY: expected C order.');
  const shape = [...(/'shape':\s*\(([^)]*)\)/.exec(header)?.[1] ?? '').matchAll(/\d+/g)].map(m => Number(m[0]));

  const count = shape.reduce((product, n) => product * n, 1);
  if (buffer.byteLength - dataStart < count * 4) throw new Error(`NPY: ${count} values announced, ${(buffer.byteLength - dataStart) / 4} sent.`);
  const aligned = dataStart % 4 === 0;
  const values = aligned ? new Float32Array(buffer, dataStart, count) : new Float32Array(buffer.slice(dataStart, dataStart + count * 4));
  return { shape, values };
}

interface Options {
  readonly version?: 1 | 2;
  /** Spaces after the header. */
  readonly padding?: number;
  readonly descr?: string;
  readonly fortran?: boolean;
}

/** An NPY file as numpy writes it. */
export function npyOf(shape: readonly number[], values: readonly number[], options: Options = {}): ArrayBuffer {
  const { version = 1, padding = 0, descr = '<f4', fortran = false } = options;
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const header = `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${sizes}), }${' '.repeat(padding)}\n`;
  const lead = version === 1 ? 10 : 12;
  const buffer = new ArrayBuffer(lead + header.length + values.length * 4);
  const view = new DataView(buffer);
  [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0].forEach((byte, i) => view.setUint8(i, byte));
  if (version === 1) view.setUint16(8, header.length, true);
  else view.setUint32(8, header.length, true);
  new Uint8Array(buffer, lead).set(new TextEncoder().encode(header));
  values.forEach((value, i) => view.setFloat32(lead + header.length + 4 * i, value, true));
  return buffer;
}

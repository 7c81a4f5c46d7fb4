"""Decodes a signal block, as signal-block.md describes it. Slow, and meant to be read.

Usage: python3 signal_block.py ResidualTables.cs block.bin      (prints one channel per line)
"""

import base64
import re
import struct
import sys

TILE, STATES, LOWEST = 16, 4, 1 << 16


def wrap(value, bits=32):
    value &= (1 << bits) - 1
    return value - (1 << bits) if value >> (bits - 1) else value


def unzigzag(u):
    return u >> 1 ^ -(u & 1)


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


class Bytes:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        assert self.at + count <= len(self.data), "ends early"
        self.at += count
        return self.data[self.at - count:self.at]

    def varint(self):
        value = shift = 0
        while True:
            byte = self.take(1)[0]
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7

    def rest(self):
        return self.take(len(self.data) - self.at)


class Bits:
    def __init__(self, data):
        self.value, self.length, self.at = int.from_bytes(data, "little"), 8 * len(data), 0

    def get(self, count):
        assert self.at + count <= self.length, "ends early"
        self.at += count
        return self.value >> (self.at - count) & ((1 << count) - 1)

    def rice(self, k):
        ones = 0
        while ones < 24 and self.get(1):
            ones += 1
        return self.get(32) if ones == 24 else ones << k | self.get(k)

    def signed(self, k):
        return unzigzag(self.rice(k))


def tables(source):
    text = "".join(re.findall(r'^ +"([^"]*)"', source, re.MULTILINE))
    numbers = struct.unpack("<1472H", base64.b64decode(text))
    return [numbers[46 * i:46 * i + 46] for i in range(32)]


def side_information(data, channels):
    bits, order, result = Bits(data), [], {}
    width = lambda n: (n - 1).bit_length() if n > 1 else 0
    kb, kl, ks = bits.get(5), bits.get(4), bits.get(4)
    scale = 0
    for position in range(channels):
        channel = bits.get(width(channels))
        order.append(channel)
        base = bits.signed(kb)
        scale += bits.signed(2)
        lags, warm_up = bits.get(6), bits.get(2)
        q = bits.get(4) if lags else 0
        weights = [bits.signed(min(15, max(0, kl + q - 8))) << 13 - q for _ in range(lags)]
        reach, sources, place = min(position, 128), [], -1
        count = bits.get(width(reach + 1))
        q = bits.get(4) if count else 0
        gap_parameter = max(1, reach // (count + 1)).bit_length() - 1
        for _ in range(count):
            place += 1 + bits.rice(gap_parameter)
            sources.append((order[position - reach + place], bits.signed(min(15, max(0, ks + q - 8))) << 10 - q))
        assert channel not in result and channel < channels and scale in range(112) and lags <= 32
        result[channel] = (base, scale, warm_up, weights, sources)
    return order, result


def residuals(low, extra, words, scale_codes, samples, frequencies):
    low, extra = Bits(low), Bits(extra)
    words = list(struct.unpack(f"<{len(words) // 2}H", words))
    states = [words[2 * i] | words[2 * i + 1] << 16 for i in range(STATES)]
    at = 2 * STATES
    start = [4 * c if c < 4 else (4 + c % 4) << c // 4 + 1 for c in scale_codes]
    quick, slow = list(start), list(start)
    result = [[] for _ in scale_codes]
    for first in range(0, samples, TILE):
        count = min(TILE, samples - first)
        for c in range(len(scale_codes)):
            v = quick[c] + slow[c] + 16
            log = v.bit_length() - 1
            quarter = v >> log - 2 & 3
            table, k = (frequencies[4 * (log - 4) + quarter], 0) if log <= 10 else (frequencies[28 + quarter], log - 10)
            tile = []
            for i in range(count):
                x = states[i % STATES]
                slot, token = x % 2048, 0
                while slot >= table[token]:
                    slot -= table[token]
                    token += 1
                x = table[token] * (x >> 11) + slot
                if x < LOWEST:
                    x = x << 16 | words[at]
                    at += 1
                states[i % STATES] = x
                if token < 32:
                    z = token
                elif token < 36:
                    z = (32, 48, 64, 96)[token - 32] + extra.get(4 + (token - 32) // 2)
                else:
                    z = (1 << token - 29) + extra.get(token - 29) if token < 45 else extra.get(32)
                tile.append(z)
            tile = [unzigzag((z << k) + low.get(k) & 0xFFFFFFFF) for z in tile]
            low.get(-low.at % 8)
            result[c] += tile
            mean = 16 * sum(min(abs(e), 1 << 22) for e in tile)
            quick[c] += mean - quick[c] >> 1
            slow[c] += mean - slow[c] >> 3
    assert states == [LOWEST] * STATES and at == len(words) and low.at == low.length and extra.length - extra.at < 8
    return result


def restore(order, side, residual, samples, sum_bits):
    mixed = {}
    for c in order:
        base, _, degree, weights, sources = side[c]
        d = []
        for t in range(samples):
            if t < len(weights):
                past = [d[t - 1 - i] if t > i else 0 for i in range(3)]
                prediction = (0, past[0], 2 * past[0] - past[1], 3 * (past[0] - past[1]) + past[2])[min(t, degree)]
            else:
                prediction = wrap(4096 + sum(a * d[t - 1 - i] for i, a in enumerate(weights)), sum_bits) >> 13
            d.append(wrap(residual[c][t] + prediction))
        mixed[c] = [wrap(d[t] + (wrap(512 + sum(w * mixed[j][t] for j, w in sources), sum_bits) >> 10)) for t in range(samples)]
    return [wrap(x + side[c][0]) for c in range(len(order)) for x in mixed[c]]


def integers(reader, kind, coding, channels, samples, frequencies):
    if coding == 0:
        size = {1: 2, 2: 3}.get(kind, 4)
        data = reader.rest()
        assert len(data) == size * channels * samples
        return [int.from_bytes(data[i:i + size], "little", signed=True) for i in range(0, len(data), size)]
    lengths = [reader.varint() for _ in range(3)]
    side, low, extra = [reader.take(length) for length in lengths]
    order, parameters = side_information(side, channels)
    codes = [parameters[c][1] for c in range(channels)]
    residual = residuals(low, extra, reader.rest(), codes, samples, frequencies)
    return restore(order, parameters, residual, samples, {1: 32, 2: 64}[coding])


def decode(block, frequencies):
    """The samples of a block, channel after channel, and how many channels there are."""
    assert block[:3] == b"BS\x01" and crc32c(block[:-4]) == int.from_bytes(block[-4:], "little")
    reader = Bytes(block[:-4])
    kind = reader.take(4)[3]
    kind, coding, mapping = kind & 15, kind >> 4 & 3, kind >> 6
    channels, samples = reader.varint(), reader.varint()
    single = kind == 4
    if mapping == 0:
        return integers(reader, kind, coding, channels, samples, frequencies), channels
    if mapping == 1:
        code = reader.take(1)[0]
        divisor = 10.0 ** code if code < 10 else 2.0 ** (code - 128)
        exceptions = Bytes(reader.take(reader.varint()))
        values = [i / divisor for i in integers(reader, kind, coding, channels, samples, frequencies)]
        if single:
            values = list(struct.unpack(f"<{len(values)}f", struct.pack(f"<{len(values)}f", *values)))
        at = -1
        while exceptions.at < len(exceptions.data):
            at += 1 + exceptions.varint()
            values[at], = struct.unpack("<f" if single else "<d", exceptions.take(4 if single else 8))
        return values, channels
    halves = [] if single else struct.unpack(f"<{channels * samples}I", reader.take(4 * channels * samples))
    ordered = integers(reader, kind, coding, channels, samples, frequencies)
    if single:
        return [struct.unpack("<f", struct.pack("<i", b ^ (b >> 31 & 0x7FFFFFFF)))[0] for b in ordered], channels
    ordered = [high << 32 | low for high, low in zip(ordered, halves)]
    return [struct.unpack("<d", struct.pack("<q", b ^ (b >> 63 & (1 << 63) - 1)))[0] for b in ordered], channels


if __name__ == "__main__":
    with open(sys.argv[1]) as source, open(sys.argv[2], "rb") as file:
        decoded, rows = decode(file.read(), tables(source.read()))
    for row in range(rows):
        print(*decoded[row * len(decoded) // rows:(row + 1) * len(decoded) // rows])

using System.Runtime.InteropServices;
using Berger.Recordings.Samples;
using Berger.Signals;
using Berger.Signals.Compression;

namespace Berger.Recordings.Ingest;

/// <summary>Compares a block with what is stored at its time, however that was cut into blocks.</summary>
internal static class StoredSamples
{
    /// <summary>Whether every sample of the block is stored, at its time and bit for bit: a file that was streamed and is then imported, say.</summary>
    public static async Task<bool> HoldAsync(ISampleStore store, Chunk chunk, SignalBlock block, CancellationToken cancellation)
    {
        var decoder = new BlockDecoder();
        long held = 0;
        foreach (var stored in await store.ReadAsync(chunk.Recording.Id, chunk.Group, block.Range, cancellation))
        {
            var other = decoder.Decode(stored.Data, stored.Range.Start, block.Rate);
            int offset = (int)block.Rate.CountIn(other.Start - block.Start).Value;
            int from = Math.Max(0, offset), to = Math.Min(block.SampleCount, offset + other.SampleCount);
            if (to <= from) continue;
            if (!IsSameClock(block, other, offset) || !AreEqual(block, other, from, to, offset)) return false;
            held += to - from;
        }

        return held == block.SampleCount;
    }

    /// <summary>Whether samples fall on the same times, within a thousandth of a sample.</summary>
    private static bool IsSameClock(SignalBlock block, SignalBlock other, int offset)
    {
        var expected = block.Start + block.Rate.DurationOf(new SampleCount(offset));
        long period = block.Rate.DurationOf(new SampleCount(1)).Nanoseconds;
        return Math.Abs((other.Start - expected).Nanoseconds) <= Math.Max(1, period / 1000);
    }

    private static bool AreEqual(SignalBlock block, SignalBlock other, int from, int to, int offset)
    {
        if (block.IsDigital != other.IsDigital) return false;
        for (int row = 0; row < block.ChannelCount; row++)
        {
            bool same = block.IsDigital
                ? block.DigitalOf(row)[from..to].SequenceEqual(other.DigitalOf(row)[(from - offset)..(to - offset)])
                : Bits(block.PhysicalOf(row)[from..to]).SequenceEqual(Bits(other.PhysicalOf(row)[(from - offset)..(to - offset)]));
            if (!same) return false;
        }

        return true;
    }

    private static ReadOnlySpan<long> Bits(ReadOnlySpan<double> values) => MemoryMarshal.Cast<double, long>(values);
}

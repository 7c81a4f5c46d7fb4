using System.Buffers;

namespace Berger.Formats.Edf;

/// <summary>Takes samples of some signals out of the records. It reads many small records at once, and parts of large ones.</summary>
internal sealed class EdfSampleReader(EdfSource source, EdfHeader header)
{
    private const int BufferBytes = 1 << 20;

    /// <summary>Up to this size, it is faster to read a whole record than to pick signals out of it.</summary>
    private const int SmallRecord = 1 << 14;

    /// <param name="signals">Signals that have the same number of samples per record.</param>
    /// <param name="first">First sample of each, counted from the file's first record.</param>
    /// <param name="count">How many samples of each.</param>
    /// <param name="destination">Counts <c>[signals × count]</c>, signal after signal.</param>
    public void Read(ReadOnlySpan<EdfSignal> signals, long first, int count, Span<int> destination)
    {
        if (count == 0) return;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            if (WantsWholeRecords(signals, first, count)) ReadRecords(signals, first, count, destination, buffer.AsSpan(0, BufferBytes));
            else for (int row = 0; row < signals.Length; row++) ReadSignal(signals[row], first, destination.Slice(row * count, count), buffer);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private bool WantsWholeRecords(ReadOnlySpan<EdfSignal> signals, long first, int count)
    {
        int perRecord = signals[0].SamplesPerRecord;
        long all = ((first + count - 1) / perRecord - first / perRecord + 1) * header.RecordBytes;
        long wanted = (long)signals.Length * count * header.SampleBytes;
        return header.RecordBytes <= SmallRecord || (header.RecordBytes <= BufferBytes && all <= 4 * wanted);
    }

    private void ReadRecords(ReadOnlySpan<EdfSignal> signals, long first, int count, Span<int> destination, Span<byte> buffer)
    {
        int recordBytes = (int)header.RecordBytes, perRecord = signals[0].SamplesPerRecord;
        long record = first / perRecord, end = (first + count - 1) / perRecord + 1;
        while (record < end)
        {
            int records = (int)Math.Min(end - record, buffer.Length / recordBytes);
            var bytes = buffer[..(records * recordBytes)];
            source.Read(header.OffsetOf(record), bytes, "data record");
            for (; records > 0; records--, record++)
            {
                Unpack(signals, bytes[..recordBytes], record * perRecord - first, count, destination);
                bytes = bytes[recordBytes..];
            }
        }
    }

    /// <param name="position">Where the record's first sample belongs in a row of the destination; negative when that lies before it.</param>
    private void Unpack(ReadOnlySpan<EdfSignal> signals, ReadOnlySpan<byte> record, long position, int count, Span<int> destination)
    {
        int perRecord = signals[0].SamplesPerRecord, width = header.SampleBytes;
        int skip = (int)Math.Max(0, -position), at = (int)Math.Max(0, position);
        int length = Math.Min(perRecord - skip, count - at);
        for (int row = 0; row < signals.Length; row++)
        {
            var stored = record.Slice((int)signals[row].OffsetInRecord + skip * width, length * width);
            EdfSamples.Decode(stored, width, destination.Slice(row * count + at, length));
        }
    }

    private void ReadSignal(EdfSignal signal, long first, Span<int> destination, Span<byte> buffer)
    {
        int width = header.SampleBytes;
        while (!destination.IsEmpty)
        {
            long record = first / signal.SamplesPerRecord, within = first % signal.SamplesPerRecord;
            int length = (int)Math.Min(Math.Min(signal.SamplesPerRecord - within, destination.Length), BufferBytes / width);
            var bytes = buffer[..(length * width)];
            source.Read(header.OffsetOf(record) + signal.OffsetInRecord + within * width, bytes, "data record");
            EdfSamples.Decode(bytes, width, destination[..length]);
            destination = destination[length..];
            first += length;
        }
    }
}

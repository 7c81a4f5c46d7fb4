using System.Buffers;
using System.Buffers.Binary;

namespace Berger.Signals.Compression.Floats;

/// <summary>Finds the coarsest <see cref="FloatGrid"/> that nearly all samples of a block lie on.</summary>
internal sealed class FloatGridSearch
{
    private readonly ArrayBufferWriter<byte> _exceptions = new();
    private byte _code;

    /// <summary>Finds the grid and writes the samples' integers; false when there is none, and the integers are then of no use.</summary>
    public bool TryFit(ReadOnlySpan<double> samples, SampleType type, Span<int> integers)
    {
        foreach (byte code in FloatGrid.Codes)
        {
            _code = code;
            if (TryFit(samples, type, FloatGrid.DivisorOf(code), integers)) return true;
        }

        return false;
    }

    /// <summary>Writes the grid that was found last.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        output.Write<byte>([_code]);
        BlockFormat.WriteVarint(output, _exceptions.WrittenCount);
        output.Write(_exceptions.WrittenSpan);
    }

    /// <summary>Gives up when the exceptions are more than 16 and one in 16 samples.</summary>
    private bool TryFit(ReadOnlySpan<double> samples, SampleType type, double divisor, Span<int> integers)
    {
        _exceptions.ResetWrittenCount();
        int exceptions = 0, next = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            if (TryToInteger(samples[i], type, divisor, out integers[i])) continue;
            if (++exceptions > 16 + i / 16) return false;
            integers[i] = i > 0 ? integers[i - 1] : 0;
            AddException(i - next, samples[i], type);
            next = i + 1;
        }

        return true;
    }

    private static bool TryToInteger(double sample, SampleType type, double divisor, out int integer)
    {
        double rounded = Math.Round(sample * divisor);
        integer = Math.Abs(rounded) <= int.MaxValue ? (int)rounded : 0;
        double restored = FloatGrid.At(integer, divisor, type);
        return BitConverter.DoubleToInt64Bits(restored) == BitConverter.DoubleToInt64Bits(sample);
    }

    private void AddException(int gap, double sample, SampleType type)
    {
        BlockFormat.WriteVarint(_exceptions, gap);
        int size = FloatGrid.ValueSize(type);
        var value = _exceptions.GetSpan(size);
        if (type == SampleType.Float32 && FloatBits.TryToSingle(sample, out uint bits)) BinaryPrimitives.WriteUInt32LittleEndian(value, bits);
        else BinaryPrimitives.WriteDoubleLittleEndian(value, sample);
        _exceptions.Advance(size);
    }
}

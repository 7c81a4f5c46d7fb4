using System.Numerics;
using Berger.Signals.Compression.Residuals;

namespace Berger.Signals.Compression.Prediction;

internal sealed partial class PredictionParameters
{
    private int[] _positions = [];

    public void Write(BitWriter writer)
    {
        int baseParameter = BaseParameter(), lagParameter = LagParameter(), sourceParameter = SourceParameter(), scaleCode = 0;
        Scratch.Grow(ref _positions, ChannelCount);
        writer.Put((uint)baseParameter, BaseParameterBits);
        writer.Put((uint)lagParameter, ParameterBits);
        writer.Put((uint)sourceParameter, ParameterBits);
        for (int position = 0; position < ChannelCount; position++)
        {
            int channel = Order[position];
            _positions[channel] = position;
            writer.Put((uint)channel, BitsBelow(ChannelCount));
            RiceCode.WriteSigned(writer, Base[channel], baseParameter);
            RiceCode.WriteSigned(writer, ScaleCode[channel] - scaleCode, ScaleParameter);
            scaleCode = ScaleCode[channel];
            WriteLags(writer, channel, lagParameter);
            WriteSources(writer, position, sourceParameter);
        }
    }

    private void WriteLags(BitWriter writer, int channel, int parameter)
    {
        int count = LagCount[channel], precision = LagPrecision[channel], k = RiceCode.ForPrecision(parameter, precision);
        writer.Put((uint)count, LagCountBits);
        writer.Put((uint)WarmUp[channel], WarmUpBits);
        if (count > 0) writer.Put((uint)precision, PrecisionBits);
        for (int i = 0; i < count; i++) RiceCode.WriteSigned(writer, LagWeight[channel * MaxLags + i] >> LagBits - precision, k);
    }

    private void WriteSources(BitWriter writer, int position, int parameter)
    {
        int start = SourceStart[position], end = SourceStart[position + 1], reach = Reach(position);
        int precision = SourcePrecision[Order[position]], k = RiceCode.ForPrecision(parameter, precision);
        int gapParameter = RiceCode.ForGaps(reach, end - start), place = -1;
        writer.Put((uint)(end - start), BitsBelow(reach + 1));
        if (end > start) writer.Put((uint)precision, PrecisionBits);
        for (int i = start; i < end; i++)
        {
            int next = _positions[Source[i]] - (position - reach);
            RiceCode.Write(writer, (uint)(next - place - 1), gapParameter);
            RiceCode.WriteSigned(writer, SourceWeight[i] >> MixBits - precision, k);
            place = next;
        }
    }

    private int BaseParameter()
    {
        ulong sum = 0;
        for (int c = 0; c < ChannelCount; c++) sum += ResidualModel.ZigZag(Base[c]);
        return Cheapest(sum, ChannelCount, 0, RiceCode.MaxParameter, k =>
        {
            long bits = 0;
            for (int c = 0; c < ChannelCount; c++) bits += RiceCode.Length(ResidualModel.ZigZag(Base[c]), k);
            return bits;
        });
    }

    private int LagParameter()
    {
        ulong sum = 0;
        int count = 0;
        for (int c = 0; c < ChannelCount; c++)
            foreach (int weight in LagWeightsOf(c)) (sum, count) = (sum + ResidualModel.ZigZag(weight), count + 1);
        return Cheapest(sum, count, LagBits - 8, 15, parameter =>
        {
            long bits = 0;
            for (int c = 0; c < ChannelCount; c++)
            {
                int k = RiceCode.ForPrecision(parameter, LagPrecision[c]), shift = LagBits - LagPrecision[c];
                foreach (int weight in LagWeightsOf(c)) bits += RiceCode.Length(ResidualModel.ZigZag(weight >> shift), k);
            }

            return bits;
        });
    }

    private int SourceParameter()
    {
        ulong sum = 0;
        int count = SourceStart[ChannelCount];
        for (int i = 0; i < count; i++) sum += ResidualModel.ZigZag(SourceWeight[i]);
        return Cheapest(sum, count, MixBits - 8, 15, parameter =>
        {
            long bits = 0;
            for (int position = 0; position < ChannelCount; position++)
            {
                int precision = SourcePrecision[Order[position]], k = RiceCode.ForPrecision(parameter, precision);
                foreach (int weight in SourceWeightsOf(position)) bits += RiceCode.Length(ResidualModel.ZigZag(weight >> MixBits - precision), k);
            }

            return bits;
        });
    }

    /// <summary>The Rice parameter that takes the fewest bits of those near the logarithm of the mean.</summary>
    /// <param name="sum">Of so many zigzagged numbers, with so many fraction bits beyond the parameter's.</param>
    private static int Cheapest(ulong sum, int count, int fractionBits, int limit, Func<int, long> bitsWith)
    {
        int middle = BitOperations.Log2(sum / (ulong)Math.Max(1, count) >> fractionBits | 1), best = 0;
        long bestBits = long.MaxValue;
        for (int k = Math.Max(0, middle - 2); k <= Math.Min(limit, middle + 1); k++)
        {
            long bits = bitsWith(k);
            if (bits < bestBits) (best, bestBits) = (k, bits);
        }

        return best;
    }
}

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

    private int BaseParameter() => Cheapest(RiceCode.MaxParameter, k =>
    {
        long bits = 0;
        for (int c = 0; c < ChannelCount; c++) bits += RiceCode.Length(ResidualModel.ZigZag(Base[c]), k);
        return bits;
    });

    private int LagParameter() => Cheapest(15, parameter =>
    {
        long bits = 0;
        for (int c = 0; c < ChannelCount; c++)
        {
            int k = RiceCode.ForPrecision(parameter, LagPrecision[c]), shift = LagBits - LagPrecision[c];
            for (int i = 0; i < LagCount[c]; i++) bits += RiceCode.Length(ResidualModel.ZigZag(LagWeight[c * MaxLags + i] >> shift), k);
        }

        return bits;
    });

    private int SourceParameter() => Cheapest(15, parameter =>
    {
        long bits = 0;
        for (int position = 0; position < ChannelCount; position++)
        {
            int precision = SourcePrecision[Order[position]], k = RiceCode.ForPrecision(parameter, precision);
            for (int i = SourceStart[position]; i < SourceStart[position + 1]; i++)
                bits += RiceCode.Length(ResidualModel.ZigZag(SourceWeight[i] >> MixBits - precision), k);
        }

        return bits;
    });

    /// <summary>The Rice parameter that takes the fewest bits; each one is tried, as escapes give the cost several minima.</summary>
    private static int Cheapest(int limit, Func<int, long> bitsWith)
    {
        int best = 0;
        long bestBits = bitsWith(0);
        for (int k = 1; k <= limit; k++)
        {
            long bits = bitsWith(k);
            if (bits < bestBits) (best, bestBits) = (k, bits);
        }

        return best;
    }
}

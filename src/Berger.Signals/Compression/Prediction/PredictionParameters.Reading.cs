using Berger.Signals.Compression.Residuals;

namespace Berger.Signals.Compression.Prediction;

internal sealed partial class PredictionParameters
{
    private bool[] _seen = [];

    /// <summary>Reads and checks the side information of a block.</summary>
    /// <param name="section">All of it and no more.</param>
    /// <param name="offset">Where it begins in the block.</param>
    public void Read(ReadOnlySpan<byte> section, int offset, int channelCount)
    {
        var reader = new BitReader(section, offset);
        if (8L * section.Length < (long)MinChannelBits * channelCount) throw reader.Corrupt("side information", "is too short for its channels");
        Reset(channelCount);
        Scratch.Grow(ref _seen, channelCount);
        Array.Clear(_seen);
        int baseParameter = (int)reader.Get(BaseParameterBits);
        int lagParameter = (int)reader.Get(ParameterBits), sourceParameter = (int)reader.Get(ParameterBits);
        int scaleCode = 0;
        for (int position = 0; position < channelCount; position++)
        {
            int channel = ReadChannel(ref reader, position);
            Base[channel] = reader.SignedRice(baseParameter);
            scaleCode += reader.SignedRice(ScaleParameter);
            if ((uint)scaleCode > ResidualModel.MaxScaleCode) throw reader.Corrupt("scale", $"is {scaleCode}");
            ScaleCode[channel] = scaleCode;
            ReadLags(ref reader, channel, lagParameter);
            ReadSources(ref reader, position, sourceParameter);
        }

        if (!reader.IsAtEnd) throw reader.Corrupt("side information", "goes on beyond its last channel");
    }

    private int ReadChannel(ref BitReader reader, int position)
    {
        int channel = (int)reader.Get(BitsBelow(ChannelCount));
        if (channel >= ChannelCount || _seen[channel]) throw reader.Corrupt("channel order", $"has channel {channel} twice or has no such channel");
        _seen[channel] = true;
        return Order[position] = channel;
    }

    private void ReadLags(ref BitReader reader, int channel, int parameter)
    {
        int count = LagCount[channel] = (int)reader.Get(LagCountBits);
        if (count > MaxLags) throw reader.Corrupt("lag count", $"is {count}");
        WarmUp[channel] = (int)reader.Get(WarmUpBits);
        int precision = ReadPrecision(ref reader, count, LagBits), k = RiceCode.ForPrecision(parameter, precision);
        for (int i = 0; i < count; i++) LagWeight[channel * MaxLags + i] = reader.SignedRice(k) << LagBits - precision;
    }

    private void ReadSources(ref BitReader reader, int position, int parameter)
    {
        int reach = Reach(position), count = (int)reader.Get(BitsBelow(reach + 1));
        if (count > reach) throw reader.Corrupt("source count", $"is {count}");
        int precision = ReadPrecision(ref reader, count, MixBits), k = RiceCode.ForPrecision(parameter, precision);
        int gapParameter = RiceCode.ForGaps(reach, count), place = -1;
        BeginSources(position);
        for (int i = 0; i < count; i++)
        {
            uint gap = reader.Rice(gapParameter);
            if (gap >= (uint)(reach - 1 - place)) throw reader.Corrupt("source", "lies beyond the earlier channels");
            place += 1 + (int)gap;
            AddSource(position, Order[position - reach + place], reader.SignedRice(k) << MixBits - precision);
        }
    }

    private static int ReadPrecision(ref BitReader reader, int count, int limit)
    {
        int precision = count > 0 ? (int)reader.Get(PrecisionBits) : 0;
        return precision <= limit ? precision : throw reader.Corrupt("precision", $"is {precision}");
    }
}

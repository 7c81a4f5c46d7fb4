using System.Numerics;

namespace Berger.Signals.Compression.Prediction;

/// <summary>
/// A block's side information: what the decoder must know besides the residuals. Arrays are by channel unless said, and
/// longer than the channels. Weights are fixed-point numbers; a channel sends fewer fraction bits than they have.
/// </summary>
internal sealed partial class PredictionParameters
{
    /// <summary>Past samples that a channel is predicted from, at most.</summary>
    public const int MaxLags = 32;

    /// <summary>How many channels back, in coding order, a channel may be predicted from.</summary>
    public const int MaxReach = 128;

    /// <summary>Fraction bits of the weights of past samples.</summary>
    public const int LagBits = 13;

    /// <summary>Fraction bits of the weights of other channels.</summary>
    public const int MixBits = 10;

    private const int ParameterBits = 4, BaseParameterBits = 5, ScaleParameter = 2, LagCountBits = 6, WarmUpBits = 2, PrecisionBits = 4;

    /// <summary>The fewest bits that a channel takes.</summary>
    private const int MinChannelBits = 1 + 1 + ScaleParameter + LagCountBits + WarmUpBits;

    public int ChannelCount { get; private set; }

    /// <summary>By coding position: the channel. Channels are predicted from those that come earlier.</summary>
    public int[] Order = [];

    /// <summary>The first sample, which is taken off all.</summary>
    public int[] Base = [];

    /// <summary>Code of the scale that residuals begin with.</summary>
    public int[] ScaleCode = [];

    /// <summary>How many past samples it is predicted from.</summary>
    public int[] LagCount = [];

    /// <summary>Fraction bits sent of its lag weights.</summary>
    public int[] LagPrecision = [];

    /// <summary>Weights of past samples, the latest first, at <c>channel * MaxLags</c>.</summary>
    public int[] LagWeight = [];

    /// <summary>Degree, 0 to 3, of the polynomial through the last samples that predicts where lags are still missing.</summary>
    public int[] WarmUp = [];

    /// <summary>By coding position: where its sources begin; the next one's beginning is their end.</summary>
    public int[] SourceStart = [];

    /// <summary>Fraction bits sent of its sources' weights.</summary>
    public int[] SourcePrecision = [];

    /// <summary>The channels that it is predicted from, by ascending coding position.</summary>
    public int[] Source = [];

    /// <summary>Weights of the sources.</summary>
    public int[] SourceWeight = [];

    /// <summary>Makes room for a block's channels.</summary>
    public void Reset(int channelCount)
    {
        ChannelCount = channelCount;
        Scratch.Grow(ref Order, channelCount);
        Scratch.Grow(ref Base, channelCount);
        Scratch.Grow(ref ScaleCode, channelCount);
        Scratch.Grow(ref LagCount, channelCount);
        Scratch.Grow(ref LagPrecision, channelCount);
        Scratch.Grow(ref LagWeight, channelCount * MaxLags);
        Scratch.Grow(ref WarmUp, channelCount);
        Scratch.Grow(ref SourceStart, channelCount + 1);
        Scratch.Grow(ref SourcePrecision, channelCount);
        SourceStart[0] = 0;
    }

    public ReadOnlySpan<int> SourcesOf(int position) => Source.AsSpan(SourceStart[position]..SourceStart[position + 1]);

    public ReadOnlySpan<int> SourceWeightsOf(int position) => SourceWeight.AsSpan(SourceStart[position]..SourceStart[position + 1]);

    public ReadOnlySpan<int> LagWeightsOf(int channel) => LagWeight.AsSpan(channel * MaxLags, LagCount[channel]);

    /// <summary>Begins the sources of the channel at a coding position. Positions come in order.</summary>
    public void BeginSources(int position) => SourceStart[position + 1] = SourceStart[position];

    /// <summary>Adds a source to the channel at a coding position. Sources come in order of theirs.</summary>
    public void AddSource(int position, int source, int weight)
    {
        int end = SourceStart[position + 1]++;
        if (end == Source.Length)
        {
            Array.Resize(ref Source, 2 * end + 64);
            Array.Resize(ref SourceWeight, 2 * end + 64);
        }

        (Source[end], SourceWeight[end]) = (source, weight);
    }

    /// <summary>Bits that a number below <paramref name="count"/> takes.</summary>
    private static int BitsBelow(int count) => count <= 1 ? 0 : BitOperations.Log2((uint)count - 1) + 1;

    /// <summary>How many earlier channels the one at a coding position may be predicted from.</summary>
    private static int Reach(int position) => Math.Min(position, MaxReach);
}

namespace Berger.Signals.Compression;

/// <summary>What a compressed block says of itself in its first bytes.</summary>
/// <param name="ChannelCount">Rows, 1 to 65535.</param>
/// <param name="SampleCount">Samples per channel, from 0.</param>
/// <param name="SampleType">The kind of number that its samples are.</param>
public readonly record struct BlockInfo(int ChannelCount, int SampleCount, SampleType SampleType)
{
    /// <summary>Whether samples are counts, which decode into integers; else they are physical values, which decode into doubles.</summary>
    public bool IsDigital => SampleType <= SampleType.Int32;

    /// <summary>Samples of all channels together: the length that a destination must have.</summary>
    public int TotalSamples => ChannelCount * SampleCount;
}

/// <summary>The numbers that a block can hold; the encoder takes the narrowest type that holds every sample.</summary>
public enum SampleType
{
    Int16 = 1,
    Int24 = 2,
    Int32 = 3,

    /// <summary>Doubles that all are IEEE singles too.</summary>
    Float32 = 4,
    Float64 = 5,
}

using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Berger.Signals;

/// <summary>
/// Contiguous samples <c>[channels × samples]</c> of one rate on one clock: what devices send, stores keep and queries
/// cut. It holds either counts (<see cref="Digital"/>, to be calibrated by the channels) or physical values that lie on
/// no grid of counts (<see cref="Physical"/>, in each channel's unit). Immutable: whoever makes one gives its array away.
/// </summary>
public sealed class SignalBlock
{
    private SignalBlock(Seconds start, SampleRate rate, int channelCount, int length, int[]? digital, double[]? physical)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channelCount);
        if (length % channelCount != 0)
            throw new ArgumentException($"{length} samples do not divide into {channelCount} channels.");
        (Start, Rate, ChannelCount, SampleCount) = (start, rate, channelCount, length / channelCount);
        (DigitalArray, PhysicalArray) = (digital, physical);
    }

    /// <summary>Time of the first sample, from the recording's start.</summary>
    public Seconds Start { get; }

    public SampleRate Rate { get; }

    public int ChannelCount { get; }

    /// <summary>Samples per channel.</summary>
    public int SampleCount { get; }

    /// <summary>Whether samples are counts rather than physical values.</summary>
    public bool IsDigital => DigitalArray is not null;

    /// <summary>Counts <c>[channels × samples]</c>, channel after channel; empty for a physical block.</summary>
    public ReadOnlySpan<int> Digital => DigitalArray;

    /// <summary>Values in each channel's unit <c>[channels × samples]</c>, channel after channel; empty for a digital block.</summary>
    public ReadOnlySpan<double> Physical => PhysicalArray;

    public Seconds End => Start + Rate.DurationOf(new SampleCount(SampleCount));

    public TimeRange Range => new(Start, End);

    private int[]? DigitalArray { get; }

    private double[]? PhysicalArray { get; }

    /// <param name="start">Time of the first sample.</param>
    /// <param name="rate">Samples per second of every channel.</param>
    /// <param name="channelCount">Number of rows.</param>
    /// <param name="samples">Counts <c>[channels × samples]</c>, channel after channel. The block owns the array from here on.</param>
    public static SignalBlock OfDigital(Seconds start, SampleRate rate, int channelCount, int[] samples) =>
        new(start, rate, channelCount, samples.Length, samples, null);

    /// <inheritdoc cref="OfDigital"/>
    /// <param name="samples">Values in each channel's unit <c>[channels × samples]</c>, channel after channel. The block owns the array from here on.</param>
    public static SignalBlock OfPhysical(Seconds start, SampleRate rate, int channelCount, double[] samples) =>
        new(start, rate, channelCount, samples.Length, null, samples);

    /// <summary>The counts of one channel; for a digital block only.</summary>
    public ReadOnlySpan<int> DigitalOf(int channel) => Digital.Slice(channel * SampleCount, SampleCount);

    /// <summary>The values of one channel in its unit; for a physical block only.</summary>
    public ReadOnlySpan<double> PhysicalOf(int channel) => Physical.Slice(channel * SampleCount, SampleCount);

    /// <summary>
    /// Writes values of one channel in its unit, from sample <paramref name="first"/> on, as many as fit the destination.
    /// </summary>
    public void CopyPhysical(int channel, int first, Calibration? calibration, Span<double> destination)
    {
        if (!IsDigital)
        {
            PhysicalOf(channel).Slice(first, destination.Length).CopyTo(destination);
            return;
        }

        (calibration ?? Calibration.Identity).ToPhysical(DigitalOf(channel).Slice(first, destination.Length), destination);
    }

    /// <inheritdoc cref="CopyPhysical(int, int, Calibration?, Span{double})"/>
    public void CopyPhysical(int channel, int first, Calibration? calibration, Span<float> destination)
    {
        if (!IsDigital)
        {
            var values = PhysicalOf(channel).Slice(first, destination.Length);
            for (int i = 0; i < values.Length; i++) destination[i] = (float)values[i];
            return;
        }

        (calibration ?? Calibration.Identity).ToPhysical(DigitalOf(channel).Slice(first, destination.Length), destination);
    }

    /// <summary>
    /// SHA-256 of the canonical samples, as <c>sha256:</c> and 64 hex digits: channel after channel, each count as a
    /// little-endian int32, or each physical value as a little-endian IEEE double. See <c>docs/formats/checksum.md</c>.
    /// </summary>
    public string ComputeChecksum()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(CanonicalBytes(), hash);
        return "sha256:" + Convert.ToHexStringLower(hash);
    }

    private ReadOnlySpan<byte> CanonicalBytes() => BitConverter.IsLittleEndian
        ? IsDigital ? MemoryMarshal.AsBytes(Digital) : MemoryMarshal.AsBytes(Physical)
        : throw new PlatformNotSupportedException("Berger's checksums are computed on little-endian machines only.");
}

namespace Berger.Cli.Bench.Measures;

/// <summary>How a window is asked for.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Seconds">Its length.</param>
/// <param name="IsSingle">Whether one channel is wanted rather than all.</param>
/// <param name="Accept">The representation.</param>
internal sealed record WindowForm(string Name, int Seconds, bool IsSingle, string Accept)
{
    /// <summary>The recording; null for those that are loaded.</summary>
    public string? Recording { get; init; }

    /// <summary>Min/max points of each channel; null for the samples.</summary>
    public int? Points { get; init; }

    public string Parameters(string channel) =>
        (IsSingle ? $"&channels={Uri.EscapeDataString(channel)}" : "") + (Points is { } points ? $"&max_points={points}" : "");
}

namespace Berger.Signals;

/// <summary>How display channels are computed from recorded ones.</summary>
/// <param name="Name">The montage's name, such as <c>longitudinal bipolar</c>.</param>
/// <param name="Derivations">The display channels, from top to bottom.</param>
public sealed record Montage(string Name, IReadOnlyList<Derivation> Derivations)
{
    /// <summary>Every channel as it was recorded.</summary>
    public static Montage AsRecorded(Recording recording) =>
        new("as recorded", [.. recording.ChannelNames.Select(name => new Derivation(name, [new(name, 1)]))]);
}

/// <summary>One display channel: a weighted sum of recorded channels of one rate.</summary>
/// <param name="Label">The name shown beside the trace.</param>
/// <param name="Terms">The channels and their weights.</param>
public sealed record Derivation(string Label, IReadOnlyList<DerivationTerm> Terms);

/// <summary>One recorded channel in a derivation.</summary>
/// <param name="Channel">Its name in <see cref="Recording.ChannelNames"/>.</param>
/// <param name="Weight">Its factor: 1 and -1 in a bipolar derivation.</param>
public readonly record struct DerivationTerm(string Channel, double Weight);

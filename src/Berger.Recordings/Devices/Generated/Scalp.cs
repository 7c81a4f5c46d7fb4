namespace Berger.Recordings.Devices.Generated;

/// <summary>
/// The potentials of 21 electrodes, second by second: the sum of what brain, eyes, muscles and mains put there. Bipolar
/// channels are their differences, and so depend on each other as recorded ones do.
/// </summary>
internal sealed class Scalp
{
    private const int Hertz = GeneratedRecording.Hertz;

    private static readonly string[] Labels =
    [
        "FP1-F7", "F7-T7", "T7-P7", "P7-O1", "FP1-F3", "F3-C3", "C3-P3", "P3-O1", "FP2-F4", "F4-C4", "C4-P4", "P4-O2",
        "FP2-F8", "F8-T8", "T8-P8", "P8-O2", "FZ-CZ", "CZ-PZ", "P7-T7", "T7-FT9", "FT9-FT10", "FT10-T8", "T8-P8",
    ];

    private readonly double[] potentials = new double[Electrodes.Length * Hertz];
    private readonly IScalpSource[] sources;

    /// <param name="seed">What everything follows from.</param>
    /// <param name="seizures">The seizures, by onset.</param>
    public Scalp(int seed, IReadOnlyList<GeneratedSeizure> seizures) => sources =
    [
        new BackgroundSource(seed), new AlphaSource(seed), new SeizureSource(seed, seizures),
        new BlinkSource(seed), new MuscleSource(seed), new PopSource(seed), new MainsSource(seed),
    ];

    /// <summary>The electrodes of the 10-20 system that the derivations use, seen from above: nose at (0, 1), right ear at (1, 0).</summary>
    public static Electrode[] Electrodes { get; } =
    [
        new("FP1", -0.31, 0.95), new("FP2", 0.31, 0.95), new("F7", -0.81, 0.59), new("F8", 0.81, 0.59),
        new("T7", -1, 0), new("T8", 1, 0), new("P7", -0.81, -0.59), new("P8", 0.81, -0.59),
        new("O1", -0.31, -0.95), new("O2", 0.31, -0.95), new("F3", -0.41, 0.5), new("F4", 0.41, 0.5),
        new("C3", -0.5, 0), new("C4", 0.5, 0), new("P3", -0.41, -0.5), new("P4", 0.41, -0.5),
        new("FZ", 0, 0.5), new("CZ", 0, 0), new("PZ", 0, -0.5), new("FT9", -1.15, 0.37), new("FT10", 1.15, 0.37),
    ];

    /// <summary>CHB-MIT's channels, with its T8-P8 that occurs twice: label, and the electrodes of its plus and minus input.</summary>
    public static IReadOnlyList<(string Label, int Plus, int Minus)> Derivations { get; } =
        [.. Labels.Select(label => (label, IndexOf(label.Split('-')[0]), IndexOf(label.Split('-')[1])))];

    public static int IndexOf(string electrode) => Array.FindIndex(Electrodes, e => e.Name == electrode);

    /// <summary>Labels of the channels that an electrode is part of.</summary>
    public static IEnumerable<string> ChannelsOf(string electrode) =>
        Labels.Where(label => label.Split('-').Contains(electrode)).Distinct();

    /// <summary>How strongly each electrode sees something at a place: 1 there, falling as a bell of the given width.</summary>
    public static double[] GainsFrom(double x, double y, double width) => [.. Electrodes.Select(e => e.GainFrom(x, y, width))];

    /// <summary>Makes the next second.</summary>
    public void GenerateSecond()
    {
        Array.Clear(potentials);
        foreach (var source in sources) source.AddSecond(potentials);
    }

    /// <summary>The second's 256 potentials of an electrode, in µV.</summary>
    public ReadOnlySpan<double> Of(int electrode) => potentials.AsSpan(electrode * Hertz, Hertz);
}

/// <summary>Something that makes potentials on the scalp.</summary>
internal interface IScalpSource
{
    /// <summary>Adds its next second.</summary>
    /// <param name="potentials">Potentials in µV, <c>[electrodes × 256]</c>.</param>
    void AddSecond(Span<double> potentials);
}

/// <summary>A place on the scalp.</summary>
internal readonly record struct Electrode(string Name, double X, double Y)
{
    /// <summary>Distance in radii of the head.</summary>
    public double DistanceTo(double x, double y) => Math.Sqrt((X - x) * (X - x) + (Y - y) * (Y - y));

    public double GainFrom(double x, double y, double width)
    {
        double distance = DistanceTo(x, y) / width;
        return Math.Exp(-distance * distance / 2);
    }
}

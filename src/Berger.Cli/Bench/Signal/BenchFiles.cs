using Berger.Formats.Edf;
using Berger.Signals;

namespace Berger.Cli.Bench.Signal;

/// <summary>EDF files of the bench's signal, written when they are first wanted and deleted at the end.</summary>
internal sealed class BenchFiles(string folder, SignalMaterial material) : IDisposable
{
    private static readonly Seconds BlockDuration = Seconds.From(10.0);

    private readonly List<string> written = [];

    public SignalMaterial Material => material;

    public string OfHours(int hours)
    {
        string path = Path.Combine(folder, $"{hours}h.edf");
        if (written.Contains(path)) return path;
        ProgressLine.Show($"Writing an EDF file of {hours} h");
        written.Add(path);
        var source = new LoopedRecording(Path.GetFileName(path), material, hours * 3600);
        using var writer = EdfWriter.Create(path, source.Recording);
        foreach (var block in source.ReadBlocks(0, BlockDuration)) writer.Write(0, block);
        writer.Complete();
        return path;
    }

    public void Dispose() => written.ForEach(File.Delete);
}

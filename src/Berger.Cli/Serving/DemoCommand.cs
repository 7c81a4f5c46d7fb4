using System.CommandLine;
using System.Globalization;
using Berger.Cli.Devices;
using Berger.Recordings;
using Berger.Recordings.Devices;
using Berger.Server;
using Berger.Signals;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Berger.Cli.Serving;

/// <summary><c>berger demo</c>: from a device to a window on the screen, with nothing to set up.</summary>
internal static class DemoCommand
{
    private const double Speed = 20;

    private const int Seed = 1;

    private static readonly Seconds GeneratedDuration = Seconds.From(600.0);

    public static Command Create()
    {
        var file = new Argument<string?>("FILE") { Description = "The EDF or BDF file to stream; a generated recording with seizures when there is none", Arity = ArgumentArity.ZeroOrOne };
        var data = new Option<string?>("--data") { Description = "Folder of the embedded stores; BERGER_DATA or ./berger-data unless given. The demo uses no other stores" };
        var url = new Option<string?>("--urls") { Description = $"Where to listen; {BergerServer.DefaultUrl}, or a free port when that is taken, unless given" };
        var keep = new Option<bool>("--keep-running") { Description = "Keep serving when done, also without a terminal" };
        var command = new Command("demo", "Start the server, stream a recording to it as a device would, and show where to look at it.") { file, data, url, keep };
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = parsed.Settings(data) with { DatabaseUrl = null };
            var source = PlayedRecording.Open(parsed.GetValue(file), null, null, Seed, GeneratedDuration);
            using (source as IDisposable)
                return await RunAsync(source, settings, parsed.GetValue(url), parsed.GetValue(keep), cancellation);
        });
        return command.WithExample("berger demo recordings/chb01_03.edf");
    }

    private static async Task<int> RunAsync(IRecordingSource source, BergerSettings settings, string? url, bool keep, CancellationToken cancellation)
    {
        await using var app = await StartAsync(settings, url, cancellation);
        var address = new Uri(app.Urls.First());
        Console.Error.WriteLine($"Berger listens on {address} and keeps recordings in {ServeCommand.Describe(settings)}.");
        Console.Error.WriteLine($"A device streams {source.Recording.Key} to it, {Speed:0} times as fast as life. Look at it now or later:");
        Console.Out.WriteLine($"  viewer  {ViewerAddress(address, source)}");

        var fleet = new DeviceFleet(address, Speed, ChunkEncoding.Npy);
        var report = (await fleet.RunAsync([source], cancellation))[0];
        DeviceFleet.Report(report);
        if (!report.IsComplete) return report.Failure is null ? ExitCodes.Failed : ExitCodes.InputRefused;
        Console.Error.WriteLine(Describe(source));
        if (keep || !Console.IsInputRedirected)
        {
            Console.Error.WriteLine("Ctrl-C stops the server; the recording stays.");
            await app.WaitForShutdownAsync(cancellation);
        }

        return ExitCodes.Done;
    }

    private static async Task<WebApplication> StartAsync(BergerSettings settings, string? url, CancellationToken cancellation)
    {
        if (url is not null) return await ServeCommand.StartAsync(settings, url, cancellation);
        try
        {
            return await ServeCommand.StartAsync(settings, BergerServer.DefaultUrl, cancellation);
        }
        catch (CommandException error) when (error.ExitCode == ExitCodes.Failed)
        {
            return await ServeCommand.StartAsync(settings, "http://127.0.0.1:0", cancellation);
        }
    }

    private static string ViewerAddress(Uri server, IRecordingSource source)
    {
        var key = source.Recording.Key;
        var seizure = Seizures(source).FirstOrDefault();
        string start = seizure is null ? "" : string.Create(CultureInfo.InvariantCulture, $"&t={Math.Max(0, seizure.Onset.ToDouble() - 2):0.###}");
        return $"{server}?patient={Uri.EscapeDataString(key.SubjectId)}&recording={Uri.EscapeDataString(key.RecordingId)}{start}";
    }

    private static string Describe(IRecordingSource source)
    {
        var seizures = Seizures(source).ToList();
        return seizures.Count == 0
            ? "It has no annotated seizures."
            : $"Its seizures: {string.Join(", ", seizures.Select(s => $"{s.Onset}-{s.End} s"))}. In the viewer, s jumps to the next one.";
    }

    private static IEnumerable<Annotation> Seizures(IRecordingSource source) => source.Annotations.Where(a => a.Text == Annotation.Seizure);
}

using System.CommandLine;
using System.Globalization;
using Berger.Recordings.Devices;
using Berger.Server;
using Berger.Signals;

namespace Berger.Cli.Devices;

/// <summary><c>berger simulate</c>: a device, or several.</summary>
internal static class SimulateCommand
{
    private const int MaximumDevices = 256;

    public static Command Create()
    {
        var file = new Argument<string?>("FILE") { Description = "The EDF or BDF file to play; a generated recording when there is none", Arity = ArgumentArity.ZeroOrOne };
        var patient = new Option<string?>("--patient") { Description = "The subject's id; otherwise the file's" };
        var recording = new Option<string?>("--recording") { Description = "The recording's id; otherwise the file's name" };
        var url = CommonOptions.Url("The server");
        var speed = new Option<string>("--speed") { Description = "Times as fast as life, or max", DefaultValueFactory = _ => "1" };
        var devices = new Option<int>("--devices") { Description = $"Devices that send at once, each its own recording (1 to {MaximumDevices})", DefaultValueFactory = _ => 1 };
        var seed = new Option<int>("--seed") { Description = "What the generated recording is made from", DefaultValueFactory = _ => 1 };
        var duration = new Option<double>("--duration") { Description = "Seconds of the generated recording", DefaultValueFactory = _ => 600 };
        var encoding = new Option<ChunkEncoding>("--as") { Description = "How chunks are sent", DefaultValueFactory = _ => ChunkEncoding.Npy };
        var wait = new Option<double>("--wait") { Description = "Seconds until the server must have answered once; after that it may be away as long as it likes", DefaultValueFactory = _ => 30 };
        var command = new Command("simulate", "Be a device: send 1 s chunks, keep what is not acknowledged, send it again.")
        {
            file, patient, recording, url, speed, devices, seed, duration, encoding, wait,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(duration) is not (>= 1 and <= 3.2e7)) throw new CommandException(ExitCodes.UsedWrongly, "--duration must be 1 to 32,000,000 seconds.");
            if (parsed.GetValue(wait) is not (> 0 and <= 86400)) throw new CommandException(ExitCodes.UsedWrongly, "--wait must be up to 86,400 seconds, and more than 0.");
            if (parsed.GetValue(devices) is not (>= 1 and <= MaximumDevices)) throw new CommandException(ExitCodes.UsedWrongly, $"--devices must be 1 to {MaximumDevices}.");
            var source = PlayedRecording.Open(
                parsed.GetValue(file), parsed.GetValue(patient), parsed.GetValue(recording), parsed.GetValue(seed), Seconds.From(parsed.GetValue(duration)));
            using (source as IDisposable)
            {
                var fleet = new DeviceFleet(ToUri(parsed.GetValue(url)!), ToSpeed(parsed.GetValue(speed)!), parsed.GetValue(encoding));
                await fleet.ConnectAsync(TimeSpan.FromSeconds(parsed.GetValue(wait)), cancellation);
                var reports = await fleet.RunAsync(Multiply(source, parsed.GetValue(devices)), cancellation);
                foreach (var report in reports) DeviceFleet.Report(report);
                if (reports.All(report => report.IsComplete)) return ExitCodes.Done;
                return reports.Any(report => report.Failure is not null) ? ExitCodes.InputRefused : ExitCodes.Failed;
            }
        });
        return command.WithExample($"berger simulate chb01_03.edf --patient chb01 --url {BergerServer.DefaultUrl} --speed 20");
    }

    private static IRecordingSource[] Multiply(IRecordingSource source, int devices) => devices == 1
        ? [source]
        : [.. Enumerable.Range(1, devices).Select(i => source.Named(source.Recording.Key with { RecordingId = $"{source.Recording.Key.RecordingId}-{i}" }))];

    private static Uri ToUri(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        ? uri
        : throw new CommandException(ExitCodes.UsedWrongly, $"{url} is no address of a server. Give one such as {BergerServer.DefaultUrl}.");

    private static double ToSpeed(string speed)
    {
        if (speed == "max") return double.PositiveInfinity;
        return double.TryParse(speed, NumberStyles.Float, CultureInfo.InvariantCulture, out double factor) && factor >= DeviceOptions.SlowestSpeed
            ? factor
            : throw new CommandException(ExitCodes.UsedWrongly, $"--speed must be max or a number from {DeviceOptions.SlowestSpeed}, not {speed}.");
    }
}

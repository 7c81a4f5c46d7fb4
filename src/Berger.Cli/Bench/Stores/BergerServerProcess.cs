using System.Text.RegularExpressions;

namespace Berger.Cli.Bench.Stores;

/// <summary><c>berger serve</c> in a process of its own, so that client and server share neither memory nor garbage collector.</summary>
internal sealed partial class BergerServerProcess : IDisposable
{
    private readonly BergerProcess process;

    private BergerServerProcess(BergerProcess process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>Starts it; it answers when the task completes.</summary>
    public static async Task<BergerServerProcess> StartAsync(BenchStore store, CancellationToken cancellation)
    {
        var process = BergerProcess.Start(store.Settings, "serve", "--urls", "http://127.0.0.1:0");
        string said = "";
        while (await process.Errors.ReadLineAsync(cancellation) is { } line)
        {
            if (AddressLine.Match(line) is { Success: true } match)
            {
                _ = process.Errors.ReadToEndAsync(CancellationToken.None);
                return new BergerServerProcess(process, new Uri(match.Groups["url"].Value));
            }

            said += line + Environment.NewLine;
        }

        process.Dispose();
        throw new CommandException(ExitCodes.Failed, $"berger serve did not start: {said}");
    }

    public void Dispose() => process.Dispose();

    [GeneratedRegex("listens on (?<url>http://[^ ]+)")]
    private static partial Regex AddressLine { get; }
}

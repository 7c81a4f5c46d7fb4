using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Berger.Cli.Bench.Signal;

namespace Berger.Cli.Bench.Measures;

/// <summary>Reads windows over one kept-alive connection, into one buffer.</summary>
internal sealed class WindowClient(Uri server) : IDisposable
{
    public const string Npy = "application/x-npy";

    public const string Json = "application/json";

    private readonly HttpClient client = new() { BaseAddress = server };
    private readonly byte[] buffer = new byte[1 << 20];

    /// <summary>Milliseconds from the request to the last byte of the answer.</summary>
    /// <param name="recording">Recording id.</param>
    /// <param name="start">Start in seconds.</param>
    /// <param name="length">Length in seconds.</param>
    /// <param name="more">Further parameters, such as <c>&amp;max_points=2000</c>.</param>
    /// <param name="accept">The representation wanted.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<double> ReadAsync(string recording, double start, double length, string more, string accept, CancellationToken cancellation)
    {
        string path = string.Create(CultureInfo.InvariantCulture,
            $"eeg?patient_id={LoopedRecording.Subject}&recording_id={recording}&start={start:0.###}&end={start + length:0.###}{more}");
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Accept = { new MediaTypeWithQualityHeaderValue(accept) } } };
        long began = Stopwatch.GetTimestamp();
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        while (await body.ReadAsync(buffer, cancellation) > 0)
        {
        }

        double elapsed = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        if (!response.IsSuccessStatusCode) throw new CommandException(ExitCodes.Failed, $"{path} was answered with {(int)response.StatusCode}.");
        return elapsed;
    }

    public void Dispose() => client.Dispose();
}

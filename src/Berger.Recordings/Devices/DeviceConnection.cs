using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Berger.Recordings.Devices;

/// <summary>Sends a request until the server has taken or refused it.</summary>
internal sealed class DeviceConnection(HttpClient client, DeviceOptions options, TimeProvider time, DeviceLedger ledger)
{
    /// <summary>A server that wants a longer pause is asked again after this.</summary>
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private readonly Random random = new(options.Seed);

    /// <param name="what">What is sent, for error messages.</param>
    /// <param name="path">Address within the server.</param>
    /// <param name="mediaType">The body's type.</param>
    /// <param name="body">The body; it must not change until the server has answered.</param>
    /// <returns>The body of the answer, whose status was 2xx.</returns>
    /// <exception cref="DeviceRefusedException">The server refused it for good.</exception>
    public async Task<byte[]> SendAsync(string what, string path, string mediaType, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        for (int attempt = 0; ; attempt++)
        {
            var (answer, problem, retryAfter) = await TryAsync(what, path, mediaType, body, cancellation);
            if (answer is not null) return answer;
            ledger.Resent(problem);
            await Task.Delay(retryAfter + Backoff(attempt), time, cancellation);
        }
    }

    private async Task<(byte[]? Answer, string Problem, TimeSpan RetryAfter)> TryAsync(
        string what, string path, string mediaType, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        try
        {
            using var content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new(mediaType) } };
            using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content, cancellation);
            byte[] answer = await response.Content.ReadAsByteArrayAsync(cancellation);
            if (response.IsSuccessStatusCode) return (answer, "", default);
            int status = (int)response.StatusCode;
            string problem = DetailOf(answer) ?? response.ReasonPhrase ?? "The server did not say why.";
            return IsTransient(response.StatusCode)
                ? (null, $"{status}: {problem}", PauseAskedFor(response.Headers.RetryAfter))
                : throw new DeviceRefusedException(new(what, status, problem));
        }
        catch (HttpRequestException error)
        {
            return (null, error.Message, default);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, $"No answer within {client.Timeout.TotalSeconds:0.#} s.", default);
        }
    }

    private static bool IsTransient(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)status >= 500;

    private TimeSpan PauseAskedFor(RetryConditionHeaderValue? header)
    {
        var pause = header?.Delta ?? header?.Date - time.GetUtcNow() ?? TimeSpan.Zero;
        return pause < TimeSpan.Zero ? TimeSpan.Zero : pause > LongestRetryAfter ? LongestRetryAfter : pause;
    }

    /// <summary>Full jitter over an exponential bound. Source: Brooker, Exponential Backoff and Jitter (AWS, 2015).</summary>
    private TimeSpan Backoff(int attempt)
    {
        double bound = Math.Min(options.LongestBackoff.TotalSeconds, options.FirstBackoff.TotalSeconds * Math.Pow(2, Math.Min(attempt, 60)));
        lock (gate) return TimeSpan.FromSeconds(bound * random.NextDouble());
    }

    /// <summary>The detail, or else the title, of an RFC 9457 problem; null when the body is none.</summary>
    private static string? DetailOf(byte[] body)
    {
        try
        {
            using var problem = JsonDocument.Parse(body);
            return problem.RootElement.ValueKind != JsonValueKind.Object ? null : Text("detail") ?? Text("title");

            string? Text(string name) =>
                problem.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The server refused something for good, or answered what no Berger server answers.</summary>
internal sealed class DeviceRefusedException(DeviceFailure failure) : Exception(failure.ToString())
{
    public DeviceFailure Failure { get; } = failure;
}

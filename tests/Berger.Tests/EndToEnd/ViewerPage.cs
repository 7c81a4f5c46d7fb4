using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Berger.Tests.EndToEnd;

/// <summary>The viewer in a browser. Everything that a page must never do is held against it when it is disposed of.</summary>
public sealed class ViewerPage : IAsyncDisposable
{
    private static readonly LocatorAssertionsToHaveAttributeOptions Patience = new() { Timeout = 60_000 };

    private readonly IBrowserContext context;
    private readonly ConcurrentQueue<string> complaints = new();

    public ViewerPage(IBrowserContext context, IPage page, Uri server)
    {
        this.context = context;
        Page = page;
        Traces = page.GetByTestId("traces");
        page.Dialog += async (_, dialog) =>
        {
            complaints.Enqueue($"a dialog opened: {dialog.Message}");
            await dialog.DismissAsync();
        };
        page.PageError += (_, error) => complaints.Enqueue($"an error was thrown: {error}");
        page.Console += (_, message) =>
        {
            if (message.Type == "error") complaints.Enqueue($"an error was logged: {message.Text}");
        };
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { Scheme: not "data" and not "blob" } address && address.Authority != server.Authority) complaints.Enqueue($"a request left the host: {request.Url}");
        };
    }

    public IPage Page { get; }

    public ILocator Traces { get; }

    /// <summary>Chooses a recording in the list.</summary>
    public async Task ChooseAsync(string recording)
    {
        await Page.Locator($"[data-testid=recording][data-recording-id=\"{recording.Replace("\"", "\\\"", StringComparison.Ordinal)}\"]").ClickAsync();
        await ReadyAsync();
    }

    /// <summary>Waits until the page on screen is drawn.</summary>
    public Task ReadyAsync() => Expect(Traces).ToHaveAttributeAsync("data-state", "ready", Patience);

    /// <summary>Waits until the page that begins at a time is drawn.</summary>
    public async Task ReadyAtAsync(double start)
    {
        await Expect(Traces).ToHaveAttributeAsync("data-start", start.ToString(CultureInfo.InvariantCulture), Patience);
        await ReadyAsync();
    }

    public async Task PressAsync(string key, double start)
    {
        await Page.Keyboard.PressAsync(key);
        await ReadyAtAsync(start);
    }

    public async Task<(double Start, double End)> RangeAsync() =>
        (await NumberAsync(Traces, "data-start"), await NumberAsync(Traces, "data-end"));

    /// <summary>Asserts that each shading on the page lies over the traces exactly where its seizure is.</summary>
    /// <returns>Onset and end of each.</returns>
    public async Task<(double Onset, double End)[]> AssertShadingsAsync()
    {
        var (start, end) = await RangeAsync();
        var traces = (await Traces.BoundingBoxAsync())!;
        var seizures = new List<(double, double)>();
        foreach (var shading in await Page.GetByTestId("shading").AllAsync())
        {
            var (onset, last) = (await NumberAsync(shading, "data-onset"), await NumberAsync(shading, "data-end"));
            var box = (await shading.BoundingBoxAsync())!;
            Assert.Equal(X(Math.Max(onset, start)), box.X, 1.0);
            Assert.Equal(X(Math.Min(last, end)), box.X + box.Width, 1.0);
            Assert.Equal((traces.Y, traces.Height), (box.Y, box.Height));
            Assert.True(await shading.EvaluateAsync<double>("e => { const c = getComputedStyle(e).backgroundColor.match(/[\\d.]+/g); return Number(c[3] ?? 1) }") is > 0 and < 1, "the shading is seen, and through it the traces");
            seizures.Add((onset, last));
        }

        return [.. seizures];

        double X(double seconds) => traces.X + (seconds - start) / (end - start) * traces.Width;
    }

    public Task ScreenshotAsync(string name) => Page.ScreenshotAsync(new() { Path = Path.Combine(Browser.Screenshots, name + ".png") });

    /// <summary>The traces as they are on the screen: <c>[rows × columns]</c>, true where a pixel has a colour, within a tolerance.</summary>
    public async Task<bool[][]> PixelsAsync(int red, int green, int blue, int tolerance)
    {
        byte[] picture = await Traces.ScreenshotAsync();
        var blank = await context.NewPageAsync();
        string rows = await blank.EvaluateAsync<string>(
            """
            async ([picture, colour, tolerance]) => {
                const image = new Image();
                image.src = 'data:image/png;base64,' + picture;
                await image.decode();
                const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
                canvas.drawImage(image, 0, 0);
                const { data } = canvas.getImageData(0, 0, image.width, image.height);
                const near = i => colour.every((part, c) => Math.abs(part - data[4 * i + c]) <= tolerance) ? '1' : '0';
                return Array.from({ length: image.height }, (_, y) => Array.from({ length: image.width }, (_, x) => near(y * image.width + x)).join('')).join('\n');
            }
            """, new object[] { Convert.ToBase64String(picture), new[] { red, green, blue }, tolerance });
        await blank.CloseAsync();
        return [.. rows.Split('\n').Select(row => row.Select(pixel => pixel == '1').ToArray())];
    }

    public async ValueTask DisposeAsync()
    {
        await context.CloseAsync();
        Assert.Empty(complaints);
    }

    private static async Task<double> NumberAsync(ILocator element, string attribute) =>
        double.Parse((await element.GetAttributeAsync(attribute))!, CultureInfo.InvariantCulture);
}

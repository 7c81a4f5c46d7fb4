using System.Net;
using System.Text.Json;
using Berger.Formats.Edf;
using Berger.Recordings.Devices;
using Berger.Recordings.Devices.Generated;
using Berger.Recordings.Ingest;
using Berger.Signals;
using Berger.Tests.Recordings.Devices;
using Berger.Tests.Server;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Berger.Tests.EndToEnd;

/// <summary>The viewer as a person sees it, in Chromium.</summary>
[Collection(RunningProgram.Name)]
public sealed class ViewerTests(RunningServer server, Browser browser) : IClassFixture<RunningServer>, IClassFixture<Browser>
{
    private const string Markup = "<script>alert(1)</script>";

    private Uri Address => server.Client.BaseAddress!;

    [BrowserFact]
    public async Task Seizure_OfARealRecording_IsGoneToAndShadedWhereItIsAnnotated()
    {
        if (TestData.Missing is not null) return;
        await ImportChb01Async();
        await using var viewer = await browser.OpenAsync(Address);
        await viewer.ChooseAsync("chb01_03.edf");
        Assert.Empty(await viewer.AssertShadingsAsync());
        await viewer.Page.GetByTestId("next-seizure").ClickAsync();
        await viewer.ReadyAtAsync(2994);
        Assert.Equal([(2996, 3036)], await viewer.AssertShadingsAsync());
        await viewer.ScreenshotAsync("seizure-light");
        foreach (var (key, start) in new[] { ("ArrowRight", 3004.0), ("ArrowRight", 3014), ("End", 3026) })
        {
            await viewer.PressAsync(key, start);
            Assert.Equal([(2996, 3036)], await viewer.AssertShadingsAsync());
        }

        await viewer.PressAsync("Home", 2986);
        await viewer.Page.GetByTestId("page-size").SelectOptionAsync("60");
        await viewer.ReadyAsync();
        Assert.Equal([(2996, 3036)], await viewer.AssertShadingsAsync());
        await viewer.ScreenshotAsync("seizure-whole");

        await using var dark = await browser.OpenAsync(Address, "/?patient=chb01&recording=chb01_03.edf&t=2994", ColorScheme.Dark);
        await dark.ReadyAtAsync(2994);
        Assert.Equal([(2996, 3036)], await dark.AssertShadingsAsync());
        await dark.ScreenshotAsync("seizure-dark");
    }

    [BrowserFact]
    public async Task Keys_MoveThePage_AndTheAddressSaysWhereItIs()
    {
        double[] onsets = [31.5, 120];
        await ImportAsync(new GeneratedRecording(new("keys", "keys"), 4, Seconds.From(180.0), [.. onsets.Select(Seconds.From)]));
        await using var viewer = await browser.OpenAsync(Address);
        await viewer.ChooseAsync("keys");
        foreach (var (key, start) in new[]
        {
            ("ArrowRight", 10), ("Shift+ArrowRight", 11), ("Control+ArrowRight", 12), ("Control+ArrowLeft", 11), ("ArrowLeft", 1), ("ArrowLeft", 0),
            ("End", 170.0), ("Home", 0), ("s", 29.5), ("s", 118), ("Shift+S", 29.5), ("n", 118), ("Shift+N", 29.5),
        })
        {
            await viewer.PressAsync(key, start);
        }

        Assert.Equal(31.5, Assert.Single(await viewer.AssertShadingsAsync()).Onset);
        await viewer.Page.Keyboard.PressAsync("-");
        await viewer.Page.Keyboard.PressAsync("ArrowUp");
        await viewer.ReadyAtAsync(29.5);
        await Expect(viewer.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("t=29.5&page=15&uv=5"));

        await using var again = await browser.OpenAsync(Address, new Uri(viewer.Page.Url).PathAndQuery);
        await again.ReadyAsync();
        Assert.Equal((29.5, 44.5), await again.RangeAsync());
        await Expect(again.Page.GetByTestId("sensitivity")).ToHaveValueAsync("5");
    }

    [BrowserFact]
    public async Task LiveRecording_IsFollowed_UntilTheReaderLooksBack()
    {
        using var stop = new CancellationTokenSource();
        var device = new Device(new GeneratedRecording(new("live", "r"), 5, Seconds.From(3600.0)), server.Client, new DeviceOptions { Speed = 10 }).RunAsync(null, stop.Token);
        while ((await server.Client.GetJsonAsync("/recordings?patient_id=live")).GetArrayLength() == 0) await Task.Delay(20);
        await using (var viewer = await browser.OpenAsync(Address))
        {
            await viewer.Page.Locator("[data-testid=recording][data-patient-id=live]").ClickAsync();
            var badge = viewer.Page.GetByTestId("live-badge");
            await Expect(badge).ToHaveTextAsync("live");
            for (double seen = 0, page = 0; page < 4; page++)
            {
                while ((await viewer.RangeAsync()).End <= Math.Max(seen, 10)) await Task.Delay(20);
                seen = (await viewer.RangeAsync()).End;
            }

            await viewer.ScreenshotAsync("live");
            await viewer.Page.Keyboard.PressAsync("Home");
            await viewer.ReadyAtAsync(0);
            await Expect(badge).ToContainTextAsync("behind");
            Assert.Equal(0, (await viewer.RangeAsync()).Start);
            await viewer.Page.Keyboard.PressAsync(" ");
            await Expect(badge).ToHaveTextAsync("live");
            Assert.True((await viewer.RangeAsync()).Start > 0);
        }

        await stop.CancelAsync();
        Assert.False((await device).IsComplete);
    }

    [BrowserFact]
    public async Task TextsOfRecordings_AreShownAsText()
    {
        if (TestData.Missing is null)
        {
            using var hostile = new EdfRecordingSource(EdfFile.Open(TestData.PathOf("hostile_derived/label_html.edf")), new RecordingKey("\"><img src=x onerror=alert(2)>", Markup), []);
            await server.Get<RecordingImport>().ImportAsync(hostile, "file:test", null, default);
        }
        else
        {
            (await server.Client.IngestAsync(Wire.Field("patient_id", "\"><img src=x onerror=alert(2)>"), Wire.Recording(Markup), Wire.Field("channels", new[] { "<b onclick=x>", Markup }))).Expect(HttpStatusCode.Created);
        }

        string note = JsonSerializer.Serialize(new { patient_id = "\"><img src=x onerror=alert(2)>", recording_id = Markup, onset = 0.5, duration = 1, text = "seizure " + Markup, author = Markup });
        (await server.Client.PostAsync("/annotations", note)).Expect(HttpStatusCode.Created);
        await using var viewer = await browser.OpenAsync(Address);
        await viewer.ChooseAsync(Markup);
        await Expect(viewer.Page.GetByTestId("title")).ToContainTextAsync(Markup);
        await Expect(viewer.Page.GetByTestId("channel").First).ToContainTextAsync("<b onclick=x>");
        await Expect(viewer.Page.GetByTestId("annotation-label")).ToContainTextAsync("seizure " + Markup);
        await viewer.Page.Keyboard.PressAsync("i");
        await Expect(viewer.Page.Locator("dialog")).ToContainTextAsync(Markup);
        Assert.Equal(0, await viewer.Page.EvaluateAsync<int>("document.querySelectorAll('b[onclick], img, body script').length"));
    }

    [BrowserFact]
    public async Task SquareWave_IsDrawnAtItsAmplitudeAndTime()
    {
        const int rate = 200;
        double[] wave = [.. Enumerable.Range(0, 20 * rate).Select(i => i / rate % 2 == 0 ? 70.0 : -70)];
        (await server.Client.IngestAsync(Wire.Field("patient_id", "square"), Wire.Recording("wave"), Wire.Field("sampling_rate", rate), Wire.Field("channels", new[] { "Fp1" }), Wire.Field("samples", new[] { wave }))).Expect(HttpStatusCode.Created);
        await using var viewer = await browser.OpenAsync(Address, "/?patient=square&recording=wave&t=0");
        await viewer.ReadyAtAsync(0);
        var trace = await viewer.PixelsAsync(0x12, 0x49, 0x7a, 40);
        int height = trace.Length, width = trace[0].Length;
        const double pixels = 70 / 7.0 * 96 / 25.4;
        int seen = 0;
        for (int x = width / 5; x < width * 4 / 5; x++)
        {
            double second = 10.0 * x / width;
            if (second % 1 is < 0.03 or > 0.97) continue;
            double expected = height / 2.0 + ((int)second % 2 == 0 ? pixels : -pixels); // Negative is up.
            int[] drawn = [.. Enumerable.Range(0, height).Where(y => trace[y][x])];
            if (drawn.Length == 0) continue;
            Assert.All(drawn, y => Assert.Equal(expected, y + 0.5, 2.5));
            seen++;
        }

        Assert.True(seen > width / 2, $"the trace is seen in {seen} of {width} columns");
        await viewer.ScreenshotAsync("square-wave");
    }

    [BrowserFact]
    public async Task GapsAndEmptiness_AreShownAsWhatTheyAre()
    {
        var other = await RunningServer.StartAsync();
        await using (var empty = await browser.OpenAsync(other.Client.BaseAddress!))
        {
            await Expect(empty.Page.GetByTestId("recordings")).ToHaveAttributeAsync("data-state", "empty");
            await empty.ScreenshotAsync("empty");
        }

        await other.DisposeAsync();
        foreach (int second in (int[])[0, 1, 2, 5, 6, 7, 8, 9])
            (await server.Client.IngestAsync(Wire.Field("patient_id", "gap"), Wire.Recording("gap"), Wire.Field("start_sec", second))).Expect(HttpStatusCode.Created);
        await using var viewer = await browser.OpenAsync(Address, "/?patient=gap&recording=gap&t=0");
        await viewer.ReadyAtAsync(0);
        var mark = viewer.Page.GetByTestId("overview-gap");
        Assert.Equal(("3", "5"), (await mark.GetAttributeAsync("data-start"), await mark.GetAttributeAsync("data-end")));
        await viewer.ScreenshotAsync("gap");
    }

    private Task<ImportResult> ImportAsync(IRecordingSource source) => server.Get<RecordingImport>().ImportAsync(source, "test", null, default);

    /// <summary>What the test data has of chb01_03, at the times where it was recorded: ten seconds before the seizure, and the seizure.</summary>
    private async Task ImportChb01Async()
    {
        using var before = EdfFile.Open(TestData.PathOf("chbmit_seizure_clips/chb01_03_preictal10.edf"));
        using var seizure = EdfFile.Open(TestData.PathOf("chbmit_seizure_clips/chb01_03_seizure_whole.edf"));
        var recording = seizure.ToRecording(new RecordingKey("chb01", "chb01_03.edf"));
        var blocks = Moved(before, 2986).Concat(Moved(seizure, 2996));
        await ImportAsync(new ListedRecording(recording, blocks) { Annotations = [new Annotation(Seconds.From(2996.0), Seconds.From(40.0), Annotation.Seizure)] });
    }

    private static IEnumerable<SignalBlock> Moved(EdfFile file, double start) => file.ReadBlocks(0, Seconds.From(10.0))
        .Select(block => SignalBlock.OfDigital(block.Start + Seconds.From(start), block.Rate, block.ChannelCount, block.Digital.ToArray()));
}

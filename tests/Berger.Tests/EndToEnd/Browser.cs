using Microsoft.Playwright;

namespace Berger.Tests.EndToEnd;

/// <summary>Chromium, without a window, for all tests of a class.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const string Executable = "/usr/bin/chromium";

    private IPlaywright playwright = null!;
    private IBrowser browser = null!;

    /// <summary>Why the pages cannot be tested here; null when they can.</summary>
    public static string? Missing { get; } =
        !File.Exists(Executable) ? $"no {Executable}; ./setup test installs it"
        : !File.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot", "index.html")) ? "the pages were not built, for lack of npm; ./setup installs it"
        : null;

    /// <summary>Where screenshots are kept for people to look at.</summary>
    public static string Screenshots { get; } = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "screenshots")).FullName;

    public async Task InitializeAsync()
    {
        if (Missing is not null) return;
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Executable,
            Args = ["--no-sandbox", "--disable-gpu", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-background-networking"],
        });
    }

    public async Task DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
    }

    /// <summary>A page of its own on a server.</summary>
    public async Task<ViewerPage> OpenAsync(Uri server, string path = "/", ColorScheme scheme = ColorScheme.Light)
    {
        var context = await browser.NewContextAsync(new() { BaseURL = server.ToString(), ViewportSize = new() { Width = 1280, Height = 800 }, ColorScheme = scheme });
        context.SetDefaultTimeout(60_000);
        var page = new ViewerPage(context, await context.NewPageAsync(), server);
        await page.Page.GotoAsync(path);
        return page;
    }
}

/// <summary>A fact about the pages; skipped with the reason where they cannot be tested.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Browser.Missing;
}

using System.Xml.Linq;

namespace Berger.Tests.Consistency;

/// <summary>Who may reference whom: the walls of the house. A new reference is a decision, written down in docs/decisions.</summary>
public class ReferenceTests
{
    private static readonly Dictionary<string, (string[] Projects, string[] Packages)> Allowed = new()
    {
        ["Berger.Signals"] = ([], []),
        ["Berger.Formats"] = (["Berger.Signals"], []),
        ["Berger.Recordings"] = (["Berger.Signals", "Berger.Formats"], ["Microsoft.Extensions.DependencyInjection.Abstractions"]),
        ["Berger.Storage.Embedded"] = (["Berger.Recordings"], ["Dapper", "Microsoft.Data.Sqlite.Core", "SQLitePCLRaw.bundle_e_sqlite3"]),
        ["Berger.Storage.Server"] = (["Berger.Recordings"], ["Dapper", "Npgsql"]),
        ["Berger.Server"] = (["Berger.Recordings", "Berger.Storage.Embedded", "Berger.Storage.Server"], ["Microsoft.AspNetCore.OpenApi"]),
        ["Berger.Cli"] = (["Berger.Server"], ["System.CommandLine"]),
    };

    public static TheoryData<string> Projects => [.. Directory.GetDirectories(Path.Combine(TestData.Repository, "src")).Select(folder => Path.GetFileName(folder))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_References_AreThoseOfTheTable(string project)
    {
        Assert.True(Allowed.TryGetValue(project, out var allowed), $"{project} is not in the table.");
        var file = XDocument.Load(Path.Combine(TestData.Repository, "src", project, project + ".csproj"));
        string[] projects = [.. Includes("ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path))];
        Assert.Equal(allowed.Projects.Order(), projects.Order());
        Assert.Equal(allowed.Packages.Order(), Includes("PackageReference").Order());

        IEnumerable<string> Includes(string element) => file.Descendants(element).Select(e => e.Attribute("Include")!.Value);
    }

    [Fact]
    public void Folders_Files_AreFew()
    {
        var crowded = Directory.EnumerateDirectories(Path.Combine(TestData.Repository, "src"), "*", SearchOption.AllDirectories)
            .Where(folder => !folder.Contains($"{Path.DirectorySeparatorChar}bin") && !folder.Contains($"{Path.DirectorySeparatorChar}obj"))
            .Where(folder => Directory.GetFiles(folder, "*.cs").Length > 22);
        Assert.Empty(crowded);
    }
}

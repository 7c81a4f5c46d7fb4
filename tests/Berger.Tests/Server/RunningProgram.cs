namespace Berger.Tests.Server;

/// <summary>Tests that start servers, processes and browsers: one after the other, so that each has the machine to itself.</summary>
[CollectionDefinition(Name)]
public sealed class RunningProgram
{
    public const string Name = "running program";
}

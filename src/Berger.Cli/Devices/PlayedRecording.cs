using Berger.Formats.ChbMit;
using Berger.Formats.Edf;
using Berger.Recordings.Devices;
using Berger.Recordings.Devices.Generated;
using Berger.Signals;

namespace Berger.Cli.Devices;

/// <summary>What a device plays: a file, or a generated recording.</summary>
internal static class PlayedRecording
{
    private const string GeneratedSubject = "generated";

    /// <exception cref="CommandException">The file cannot be read.</exception>
    public static IRecordingSource Open(string? file, string? patient, string? recording, int seed, Seconds duration)
    {
        if (file is null)
            return new GeneratedRecording(new(patient ?? GeneratedSubject, recording ?? $"generated-{seed}"), seed, duration);
        if (Directory.Exists(file)) throw new CommandException(ExitCodes.UsedWrongly, $"{file} is a folder. Give one EDF or BDF file; berger import takes folders.");
        if (!File.Exists(file)) throw new CommandException(ExitCodes.UsedWrongly, $"There is no file {file}.");
        try
        {
            var described = RecordingFile.Describe(file, patient);
            var source = (described with { Key = described.Key with { RecordingId = recording ?? described.Key.RecordingId } }).Open();
            foreach (var finding in source.Findings) Console.Error.WriteLine($"{file}: {finding}");
            if (!source.HasSignal) throw new CommandException(ExitCodes.InputRefused, $"{file} holds no signal to send.");
            return source;
        }
        catch (Exception error) when (error is EdfException or ChbMitException or IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.InputRefused, error.Message);
        }
    }
}

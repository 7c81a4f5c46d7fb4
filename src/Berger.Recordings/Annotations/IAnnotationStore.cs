using Berger.Signals;

namespace Berger.Recordings.Annotations;

/// <summary>Annotations of all recordings: added and superseded, never erased or changed.</summary>
public interface IAnnotationStore
{
    /// <summary>
    /// Adds annotations to a recording, all or none. One that is there already (same annotation, origin and
    /// superseded one) is found instead of added.
    /// </summary>
    /// <returns>The stored annotations, in the order given.</returns>
    /// <exception cref="AnnotationConflictException">
    /// There is no such recording; or the superseded one does not exist in it, or was superseded before.
    /// </exception>
    Task<IReadOnlyList<StoredAnnotation>> AddAsync(RecordingKey recording, IReadOnlyList<NewAnnotation> annotations, CancellationToken cancellation);

    /// <summary>The annotations in force (those that none supersedes) that touch a range, or all, by onset.</summary>
    Task<IReadOnlyList<StoredAnnotation>> ReadAsync(RecordingKey recording, TimeRange? range, CancellationToken cancellation);
}

/// <summary>An annotation to be stored.</summary>
/// <param name="Annotation">What happened.</param>
/// <param name="Author">Who says so; empty when a file does.</param>
/// <param name="Origin">Where it comes from: <c>file:NAME</c>, <c>person</c>, <c>device</c> or <c>model:RUN</c>.</param>
/// <param name="Supersedes">Id of the annotation that this one replaces.</param>
public sealed record NewAnnotation(Annotation Annotation, string Author, string Origin, long? Supersedes = null);

/// <summary>An annotation in the store.</summary>
/// <param name="Id">Its number in this store.</param>
/// <param name="Recording">The recording it belongs to.</param>
/// <param name="Content">What was stored.</param>
/// <param name="CreatedAt">When, UTC.</param>
public sealed record StoredAnnotation(long Id, RecordingKey Recording, NewAnnotation Content, DateTimeOffset CreatedAt);

/// <summary>An annotation belongs to, or supersedes, what it cannot.</summary>
public sealed class AnnotationConflictException(string message) : Exception(message)
{
    public static AnnotationConflictException NotInForce(long id) => new(
        $"Annotation {id} cannot be superseded: it is not in this recording, or another annotation supersedes it already. Read the annotations again.");

    public static AnnotationConflictException NoRecording(RecordingKey key) => new($"There is no recording {key} to annotate. Declare it first.");
}

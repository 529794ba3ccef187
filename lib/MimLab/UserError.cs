namespace MimLab;

/// <summary>
/// Something the user can put right: a missing file, a wrong key, a checkpoint of another model.
/// The message is one sentence that says what is wrong, where, and what to do; the command line prints it without a stack trace.
/// </summary>
public class UserError : Exception
{
    /// <summary>An error with a sentence for the user.</summary>
    public UserError(string message) : base(message) { }

    /// <summary>An error with a sentence for the user and the exception behind it.</summary>
    public UserError(string message, Exception inner) : base(message, inner) { }
}

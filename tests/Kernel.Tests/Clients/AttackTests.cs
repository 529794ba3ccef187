namespace Kernel.Tests.Clients;

/// <summary>Messages that no front end sends: each case is a function of attacks.py.</summary>
public class AttackTests
{
    [SkippableTheory]
    [InlineData("wrong_signatures_are_dropped")]
    [InlineData("repeated_messages_run_once")]
    [InlineData("malformed_messages_are_dropped")]
    [InlineData("strange_but_proper_messages_are_answered")]
    [InlineData("random_frames_are_dropped")]
    public void The_kernel_goes_on(string attack) => PythonClient.Run(PythonClient.Script("attacks.py"), attack);
}

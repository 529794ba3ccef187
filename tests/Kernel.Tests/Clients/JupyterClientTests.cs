using Xunit.Abstractions;

namespace Kernel.Tests.Clients;

/// <summary>What front ends do, done by Debian's jupyter_client: each case is a function of scenarios.py.</summary>
public class JupyterClientTests(ITestOutputHelper output)
{
    [SkippableTheory]
    [InlineData("executes")]
    [InlineData("introduces_itself")]
    [InlineData("works_over_sockets_in_a_folder")]
    [InlineData("streams_arrive_whole_and_in_few_messages")]
    [InlineData("output_comes_while_the_cell_runs")]
    [InlineData("native_output_belongs_to_its_cell")]
    [InlineData("an_exception_is_an_error_and_the_variables_stay")]
    [InlineData("a_failure_aborts_the_waiting_cells_unless_told_not_to")]
    [InlineData("silent_cells_and_cells_outside_history_do_not_count")]
    [InlineData("expressions_are_computed_beside_a_cell")]
    [InlineData("a_question_is_asked_and_answered")]
    [InlineData("completion_and_inspection_answer")]
    [InlineData("displays_and_updates_in_place")]
    [InlineData("restart_forgets_the_variables")]
    [InlineData("two_hundred_cells_keep_the_memory")]
    public void A_front_end_is_served(string scenario) => Play(scenario);

    [SkippableTheory]
    [InlineData("interrupt_stops_an_endless_loop")]
    [InlineData("interrupt_stops_an_endless_loop_through_control")]
    [InlineData("interrupt_stops_sleep")]
    [InlineData("interrupt_stops_await")]
    [InlineData("interrupt_stops_a_question")]
    [InlineData("interrupt_stops_a_cell_that_has_hardly_begun")]
    public void A_cell_can_be_interrupted(string scenario) => Play(scenario);

    [SkippableTheory]
    [InlineData("shutdown_leaves_nothing")]
    [InlineData("exit_in_a_cell_is_told")]
    [InlineData("a_native_crash_is_told")]
    [InlineData("a_stack_overflow_is_told")]
    [InlineData("a_crash_between_cells_is_told")]
    [InlineData("a_killed_kernel_takes_its_cells_along")]
    [InlineData("the_kernel_ends_with_its_parent")]
    public void However_the_kernel_ends_it_says_so_and_leaves_no_process(string scenario) => Play(scenario);

    private void Play(string scenario) => output.WriteLine(PythonClient.Run(PythonClient.Script("scenarios.py"), scenario));
}

// The words that wrap an instruction, to the letter as the published runner sends them.
#include "benchmark/prompt.h"

#include <QTest>

using namespace tracestudio;

class PromptTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void roboTracerAndRoboBrain() {
        const PromptSubject subject{"put it there", "the cup", "the shelf"};
        QCOMPARE(
            promptText(PromptStyle::RoboTracer, AnswerTask::Trace2D, subject),
            std::string("Point the 2D object-centric visual trace for the task \"put it there\". Your answer should "
                        "be formatted as a list of tuples, i.e., [(x1, y1), (x2, y2), ...], where each tuple "
                        "contains the x and y coordinates of the point."));
        QCOMPARE(
            promptText(PromptStyle::RoboTracer, AnswerTask::Trace3D, subject),
            std::string("Point the 3D object-centric visual trace for the task \"put it there\". Your answer should "
                        "be formatted as a list of tuples, i.e., [(x1, y1, d1), (x2, y2, d2), ...], where each "
                        "tuple contains the x and y coordinates of the point, and d is the depth of the point."));
        QCOMPARE(
            promptText(PromptStyle::RoboBrain, AnswerTask::Trace3D, subject),
            std::string("Please predict 3D object-centric waypoints to complete the task successfully. The task is "
                        "\"put it there\". Your answer should be formatted as a list of tuples, i.e., [(x1, y1, "
                        "d1), (x2, y2, d2), ...], where each tuple contains the x and y coordinates and the depth "
                        "of the point."));
    }

    void theGeneralPromptNamesTheSamplesOwnObjectUnlessOfficial() {
        const PromptSubject subject{"put it there", "the cup", "the shelf"};
        const std::string head =
            "You are currently a robot performing robotic manipulation tasks. You have already pick "
            "up the cup. The task instruction is: move the cup to the shelf. Please predict up to 10 "
            "key ";
        const std::string tail2D =
            " to complete the task. Your answer should be formatted as a list of tuples, i.e. "
            "[[x1, y1], [x2, y2], ...], where each tuple contains the x and y coordinates of the "
            "image. The x and y should be 0-1000 to indicate a point in the image. Output the "
            "point coordinates in JSON format.";
        const std::string tail3D =
            " to complete the task. Your answer should be formatted as a list of tuples, i.e. [[x1, y1, d1], [x2, y2, "
            "d2], ...], where each tuple contains the x, y, and depth coordinates of the image. The x and y should be "
            "0-1000 to indicate a point in the image.  The unit of depth is meters. But you never output unit, just "
            "output number. Output the point coordinates in JSON format.";
        QCOMPARE(promptText(PromptStyle::General, AnswerTask::Trace2D, subject),
                 head + "2D trajectory points starting from the cup" + tail2D);
        QCOMPARE(promptText(PromptStyle::GeneralOfficial, AnswerTask::Trace2D, subject),
                 head + "2D trajectory points starting from the toothpaste on the table" + tail2D);
        QCOMPARE(promptText(PromptStyle::General, AnswerTask::Trace3D, subject),
                 head + "3D trajectory points starting from the cup" + tail3D);
        QCOMPARE(promptText(PromptStyle::GeneralOfficial, AnswerTask::Trace3D, subject),
                 head +
                     "3D trajectory points starting from the pale blue pillow on the sofa which is the second pale "
                     "blue pillow from the right" +
                     tail3D);
    }

    void withoutKnownObjectsTheInstructionStands() {
        const std::string text = promptText(PromptStyle::General, AnswerTask::Trace3D, {"push the red cube", "", ""});
        QVERIFY(text.find("The task instruction is: push the red cube.") != std::string::npos);
        QVERIFY(text.find("pick up ") == std::string::npos);
    }

    void freeWordsAreSentAsTheyAre() {
        for (const PromptStyle style : {PromptStyle::RoboTracer, PromptStyle::RoboBrain, PromptStyle::General})
            QCOMPARE(promptText(style, AnswerTask::Free, {" what\nis it? ", "a", "b"}), std::string(" what\nis it? "));
    }

    void aModelOfInstructionsGetsTheInstructionAlone() {
        for (const AnswerTask task :
             {AnswerTask::Trace2D, AnswerTask::Trace3D, AnswerTask::Referring, AnswerTask::Measuring, AnswerTask::Free})
            QCOMPARE(promptText(PromptStyle::Instruction, task, {"put the cube on the plate", "the cube", "the plate"}),
                     std::string("put the cube on the plate"));
    }

    void namesAreReadBack() {
        for (const AnswerTask task :
             {AnswerTask::Trace2D, AnswerTask::Trace3D, AnswerTask::Referring, AnswerTask::Measuring, AnswerTask::Free})
            QVERIFY(answerTaskFrom(nameOf(task)) == task);
        for (const PromptStyle style : {PromptStyle::RoboTracer, PromptStyle::RoboBrain, PromptStyle::General,
                                        PromptStyle::GeneralOfficial, PromptStyle::Instruction})
            QVERIFY(promptStyleFrom(nameOf(style)) == style);
        QVERIFY(answerTaskFrom("3d") == AnswerTask::Trace3D);
        QVERIFY(!answerTaskFrom("4D"));
        QVERIFY(!promptStyleFrom(""));
        QVERIFY(promptStyleOf("RoboTracer_Intrinsics_Depth") == PromptStyle::RoboTracer);
        QVERIFY(promptStyleOf("RoboBrain2.5-4B") == PromptStyle::RoboBrain);
        QVERIFY(promptStyleOf("Qwen3-VL-2B-Instruct") == PromptStyle::General);
    }
};

QTEST_GUILESS_MAIN(PromptTest)
#include "tst_prompt.moc"

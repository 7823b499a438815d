#include "bundle.h"

namespace tracestudio::samples {
namespace {

// Written by hand, after the style that such models answer in. What each is for stands beside it; the published
// evaluator's own numbers for them are in tests/data/samples-goldens.

ExampleAnswers tuples3D() {
    return {
        "RoboTracer_Example_3D.jsonl",
        {
            // Success.
            {0, "[(211, 606, 0.59), (194, 452, 0.53), (410, 338, 0.52), (644, 335, 0.54), (736, 479, 0.61)]"},
            // Reasons first. The published parser takes the referred place for the start: wrong start; read with
            // care it is a success.
            {1, "<think>Step1: [Scale] [Scene]: 0.853 Step2: [Referring] [Top of the wooden shelf]: (684, 190, 0.84) "
                "Step3: [Referring] [Teal mug]: (284, 640, 0.73) Step4: [Measuring] [Wooden shelf]: 0.30m</think> "
                "<answer>[(284, 640, 0.73), (250, 410, 0.64), (385, 146, 0.63), (581, 84, 0.71), (679, 172, "
                "0.81)]</answer>"},
            // Dragged through the bowl. No waypoint touches it, so the published check passes it; sweeping the can
            // along the line between the waypoints finds the collision.
            {2, "[(530, 323, 0.92), (525, 375, 0.85), (518, 436, 0.78), (397, 483, 0.68), (259, 550, 0.62)]"},
            // Collision: into the stack of books and back again.
            {3, "[(206, 613, 0.71), (466, 531, 0.77), (762, 484, 0.80), (660, 565, 0.73), (523, 610, 0.70)]"},
            // Wrong start: takes the other blue block.
            {4, "[(806, 634, 0.69), (835, 506, 0.63), (774, 288, 0.71), (700, 291, 0.83)]"},
            // Several causes: takes the white cushion and drops it on the carpet.
            {5, "[(423, 344, 2.88), (411, 280, 2.62), (366, 490, 2.06), (426, 807, 2.06)]"},
            // No depth.
            {6, "[(193, 706), (332, 670), (461, 636), (576, 598), (643, 571)]"},
            // Wrong end: leaves the basket on the floor in front of the shelf.
            {7, "[(195, 832, 1.55), (249, 671, 1.57), (459, 614, 1.68), (605, 628, 1.89), (621, 664, 1.96)]"},
        }};
}

ExampleAnswers fences3D() {
    return {
        "Gemini_Example_3D.jsonl",
        {
            // Success.
            {0, "The red cube is on the left side of the table and the blue plate on the right. The cube is lifted "
                "clear of "
                "the table, carried across and set down on the plate.\n\n```json\n[\n  [212, 600, 0.59],\n  [172, 416, "
                "0.52],\n  "
                "[360, 278, 0.50],\n  [590, 258, 0.52],\n  [738, 346, 0.57],\n  [732, 483, 0.63]\n]\n```"},
            // No parse by the published reader, because there is no code fence; with care a success.
            {1, "[[284, 642, 0.73], [250, 439, 0.64], [326, 181, 0.60], [538, 83, 0.68], [685, 125, 0.79], [675, 200, "
                "0.83]]"},
            // Success, with labelled points.
            {2, "```json\n[\n  {\"point_3d\": [531, 325, 0.92], \"label\": \"orange can\"},\n  {\"point_3d\": [524, "
                "171, 0.84], "
                "\"label\": \"lift\"},\n  {\"point_3d\": [433, 135, 0.70], \"label\": \"over the bowl\"},\n  "
                "{\"point_3d\": [294, "
                "279, 0.57], \"label\": \"above the tray\"},\n  {\"point_3d\": [243, 537, 0.61], \"label\": "
                "\"tray\"}\n]\n```"},
            // Collision: the depths sink through the table.
            {3, "I push the purple block to the right along the table.\n```json\n[[206, 613, 0.71], [311, 663, 0.73], "
                "[412, 710, "
                "0.74], [485, 669, 0.72], [523, 624, 0.70]]\n```"},
            // Wrong end: beside the pink ball instead of on the tower.
            {4, "```json\n[[400, 600, 0.68], [393, 466, 0.62], [337, 354, 0.72], [177, 450, 0.79], [128, 501, "
                "0.80]]\n```"},
            // No parse by the published reader: the answer was cut off. With care a success, as the points that are
            // whole already reach the stool.
            {5, "The yellow cushion on the right is lifted off the sofa and carried over the carpet to the "
                "stool.\n```json\n[\n  "
                "[723, 344, 2.83],\n  [733, 251, 2.60],\n  [668, 192, 2.27],\n  [452, 229, 1.93],\n  [195, 316, "
                "1.82],\n  [109, "
                "389, 1.88],\n  [97, 44"},
            // No depth.
            {6,
             "```json\n[\n  {\"point_2d\": [192, 708], \"label\": \"start\"},\n  {\"point_2d\": [460, 636], \"label\": "
             "\"slide\"},\n  {\"point_2d\": [664, 561], \"label\": \"in front of the cabinet\"}\n]\n```"},
            // Several causes: into the occupied compartment below and to the left.
            {7, "```json\n{\"trajectory\": [[195, 832, 1.55], [193, 642, 1.55], [395, 536, 1.88], [469, 510, 2.25], "
                "[466, 519, 2.47]]}\n```"},
        }};
}

ExampleAnswers tuples2D() {
    return {"RoboTracer_Example_2D.jsonl",
            {
                {0, "[(211, 606), (194, 452), (410, 338), (644, 335), (736, 479)]"},
                // Starts beside the mug.
                {1, "[(170, 735), (250, 410), (385, 146), (581, 84), (679, 172)]"},
                // With depths, which a 2D task does not read.
                {2, "[(530, 323, 0.92), (477, 138, 0.75), (357, 223, 0.66), (244, 560, 0.60)]"},
                // Ends behind the books.
                {3, "[(206, 613), (470, 560), (690, 470), (740, 400), (800, 330)]"},
                // A single point.
                {4, "[(400, 600)]"},
                // Nothing to read: the published script scores pixel (0, 0).
                {5, "I cannot see a yellow cushion in this picture."},
                // Only the last of two points counts.
                {6, "[(193, 706), (664, 561)]"},
                // Spaces before the commas: the published parser drops two of the five points.
                {7, "[(195 , 832), (171, 646), (283, 517), (510, 477), (608 , 359)]"},
            }};
}

} // namespace

std::vector<ExampleAnswers> exampleAnswers() {
    return {tuples3D(), fences3D(), tuples2D()};
}

} // namespace tracestudio::samples

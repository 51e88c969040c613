// @ts-nocheck
// Written by scripts/generate from record.schema.ts. Changes go there.
import type { Validator } from "../../validation.ts"
import type { Request, State } from "./record.schema.ts"

const validateRequest = validate20;
const schema31 = {"type":"object","required":["id","command","words","directory","pty","scope","timeoutSeconds","maxLogBytes","notification","startedAt"],"properties":{"version":{"type":"integer","default":1},"writer":{"type":"string","default":"0.1.0"},"id":{"type":"string"},"tag":{"type":"string"},"command":{"type":"string"},"words":{"type":"array","minItems":1,"items":{"type":"string"}},"directory":{"type":"string"},"pty":{"type":"boolean"},"scope":{"type":["string","null"]},"timeoutSeconds":{"type":"number"},"maxLogBytes":{"type":"number"},"notification":{"type":"object","required":["through","ofEmptySuccess"],"properties":{"through":{"anyOf":[{"anyOf":[{"const":"openclaw"},{"type":"array","items":{"type":"string"}}]},{"type":"null"}]},"ofEmptySuccess":{"type":"boolean"}},"additionalProperties":true},"startedAt":{"type":"number"}},"additionalProperties":true};

function validate20(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate20.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.version === undefined){
data.version = 1;
}
if(data.writer === undefined){
data.writer = "0.1.0";
}
let missing0;
if(((((((((((data.id === undefined) && (missing0 = "id")) || ((data.command === undefined) && (missing0 = "command"))) || ((data.words === undefined) && (missing0 = "words"))) || ((data.directory === undefined) && (missing0 = "directory"))) || ((data.pty === undefined) && (missing0 = "pty"))) || ((data.scope === undefined) && (missing0 = "scope"))) || ((data.timeoutSeconds === undefined) && (missing0 = "timeoutSeconds"))) || ((data.maxLogBytes === undefined) && (missing0 = "maxLogBytes"))) || ((data.notification === undefined) && (missing0 = "notification"))) || ((data.startedAt === undefined) && (missing0 = "startedAt"))){
validate20.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
let data0 = data.version;
const _errs2 = errors;
if(!(((typeof data0 == "number") && (!(data0 % 1) && !isNaN(data0))) && (isFinite(data0)))){
validate20.errors = [{instancePath:instancePath+"/version",schemaPath:"#/properties/version/type",keyword:"type",params:{type: "integer"}}];
return false;
}
var valid0 = _errs2 === errors;
if(valid0){
const _errs4 = errors;
if(typeof data.writer !== "string"){
validate20.errors = [{instancePath:instancePath+"/writer",schemaPath:"#/properties/writer/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs4 === errors;
if(valid0){
if(data.id !== undefined){
const _errs6 = errors;
if(typeof data.id !== "string"){
validate20.errors = [{instancePath:instancePath+"/id",schemaPath:"#/properties/id/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.tag !== undefined){
const _errs8 = errors;
if(typeof data.tag !== "string"){
validate20.errors = [{instancePath:instancePath+"/tag",schemaPath:"#/properties/tag/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.command !== undefined){
const _errs10 = errors;
if(typeof data.command !== "string"){
validate20.errors = [{instancePath:instancePath+"/command",schemaPath:"#/properties/command/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs10 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.words !== undefined){
let data5 = data.words;
const _errs12 = errors;
if(errors === _errs12){
if(Array.isArray(data5)){
if(data5.length < 1){
validate20.errors = [{instancePath:instancePath+"/words",schemaPath:"#/properties/words/minItems",keyword:"minItems",params:{limit: 1}}];
return false;
}
else {
var valid1 = true;
const len0 = data5.length;
for(let i0=0; i0<len0; i0++){
const _errs14 = errors;
if(typeof data5[i0] !== "string"){
validate20.errors = [{instancePath:instancePath+"/words/" + i0,schemaPath:"#/properties/words/items/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid1 = _errs14 === errors;
if(!valid1){
break;
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/words",schemaPath:"#/properties/words/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid0 = _errs12 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.directory !== undefined){
const _errs16 = errors;
if(typeof data.directory !== "string"){
validate20.errors = [{instancePath:instancePath+"/directory",schemaPath:"#/properties/directory/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs16 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.pty !== undefined){
const _errs18 = errors;
if(typeof data.pty !== "boolean"){
validate20.errors = [{instancePath:instancePath+"/pty",schemaPath:"#/properties/pty/type",keyword:"type",params:{type: "boolean"}}];
return false;
}
var valid0 = _errs18 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.scope !== undefined){
let data9 = data.scope;
const _errs20 = errors;
if((typeof data9 !== "string") && (data9 !== null)){
validate20.errors = [{instancePath:instancePath+"/scope",schemaPath:"#/properties/scope/type",keyword:"type",params:{type: schema31.properties.scope.type}}];
return false;
}
var valid0 = _errs20 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.timeoutSeconds !== undefined){
let data10 = data.timeoutSeconds;
const _errs22 = errors;
if(!((typeof data10 == "number") && (isFinite(data10)))){
validate20.errors = [{instancePath:instancePath+"/timeoutSeconds",schemaPath:"#/properties/timeoutSeconds/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid0 = _errs22 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.maxLogBytes !== undefined){
let data11 = data.maxLogBytes;
const _errs24 = errors;
if(!((typeof data11 == "number") && (isFinite(data11)))){
validate20.errors = [{instancePath:instancePath+"/maxLogBytes",schemaPath:"#/properties/maxLogBytes/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid0 = _errs24 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.notification !== undefined){
let data12 = data.notification;
const _errs26 = errors;
if(errors === _errs26){
if(data12 && typeof data12 == "object" && !Array.isArray(data12)){
let missing1;
if(((data12.through === undefined) && (missing1 = "through")) || ((data12.ofEmptySuccess === undefined) && (missing1 = "ofEmptySuccess"))){
validate20.errors = [{instancePath:instancePath+"/notification",schemaPath:"#/properties/notification/required",keyword:"required",params:{missingProperty: missing1}}];
return false;
}
else {
if(data12.through !== undefined){
let data13 = data12.through;
const _errs29 = errors;
const _errs30 = errors;
let valid3 = false;
const _errs31 = errors;
const _errs32 = errors;
let valid4 = false;
const _errs33 = errors;
if("openclaw" !== data13){
const err0 = {instancePath:instancePath+"/notification/through",schemaPath:"#/properties/notification/properties/through/anyOf/0/anyOf/0/const",keyword:"const",params:{allowedValue: "openclaw"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
var _valid1 = _errs33 === errors;
valid4 = valid4 || _valid1;
const _errs34 = errors;
if(errors === _errs34){
if(Array.isArray(data13)){
var valid5 = true;
const len1 = data13.length;
for(let i1=0; i1<len1; i1++){
const _errs36 = errors;
if(typeof data13[i1] !== "string"){
const err1 = {instancePath:instancePath+"/notification/through/" + i1,schemaPath:"#/properties/notification/properties/through/anyOf/0/anyOf/1/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
var valid5 = _errs36 === errors;
if(!valid5){
break;
}
}
}
else {
const err2 = {instancePath:instancePath+"/notification/through",schemaPath:"#/properties/notification/properties/through/anyOf/0/anyOf/1/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
var _valid1 = _errs34 === errors;
valid4 = valid4 || _valid1;
if(!valid4){
const err3 = {instancePath:instancePath+"/notification/through",schemaPath:"#/properties/notification/properties/through/anyOf/0/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
else {
errors = _errs32;
if(vErrors !== null){
if(_errs32){
vErrors.length = _errs32;
}
else {
vErrors = null;
}
}
}
var _valid0 = _errs31 === errors;
valid3 = valid3 || _valid0;
const _errs38 = errors;
if(data13 !== null){
const err4 = {instancePath:instancePath+"/notification/through",schemaPath:"#/properties/notification/properties/through/anyOf/1/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
var _valid0 = _errs38 === errors;
valid3 = valid3 || _valid0;
if(!valid3){
const err5 = {instancePath:instancePath+"/notification/through",schemaPath:"#/properties/notification/properties/through/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
validate20.errors = vErrors;
return false;
}
else {
errors = _errs30;
if(vErrors !== null){
if(_errs30){
vErrors.length = _errs30;
}
else {
vErrors = null;
}
}
}
var valid2 = _errs29 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data12.ofEmptySuccess !== undefined){
const _errs40 = errors;
if(typeof data12.ofEmptySuccess !== "boolean"){
validate20.errors = [{instancePath:instancePath+"/notification/ofEmptySuccess",schemaPath:"#/properties/notification/properties/ofEmptySuccess/type",keyword:"type",params:{type: "boolean"}}];
return false;
}
var valid2 = _errs40 === errors;
}
else {
var valid2 = true;
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/notification",schemaPath:"#/properties/notification/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid0 = _errs26 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.startedAt !== undefined){
let data16 = data.startedAt;
const _errs42 = errors;
if(!((typeof data16 == "number") && (isFinite(data16)))){
validate20.errors = [{instancePath:instancePath+"/startedAt",schemaPath:"#/properties/startedAt/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid0 = _errs42 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate20.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const validateState = validate21;
const schema32 = {"type":"object","required":["supervisor","command","background","stdin","applicationCursorKeys","end","processesLeft","lostBytes"],"properties":{"version":{"type":"integer","default":1},"writer":{"type":"string","default":"0.1.0"},"supervisor":{"type":"object","required":["pid","mark"],"properties":{"pid":{"type":"number"},"mark":{"type":"string"},"place":{"type":"string"}},"additionalProperties":true},"command":{"type":"object","required":["pid","mark"],"properties":{"pid":{"type":"number"},"mark":{"type":"string"},"place":{"type":"string"}},"additionalProperties":true},"background":{"type":"boolean"},"stdin":{"type":"boolean"},"applicationCursorKeys":{"type":"boolean"},"end":{"type":["object","null"],"required":["exitCode","exitSignal","timedOut","killed","endedAt","knownAt","unseen"],"properties":{"exitCode":{"type":["number","null"]},"exitSignal":{"type":["string","null"]},"timedOut":{"type":"boolean"},"killed":{"type":"boolean"},"endedAt":{"type":"number"},"knownAt":{"type":"number"},"unseen":{"enum":["supervisor killed","restart",null]}},"additionalProperties":true},"processesLeft":{"type":"boolean"},"lostBytes":{"type":"number"}},"additionalProperties":true};

function validate21(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate21.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.version === undefined){
data.version = 1;
}
if(data.writer === undefined){
data.writer = "0.1.0";
}
let missing0;
if(((((((((data.supervisor === undefined) && (missing0 = "supervisor")) || ((data.command === undefined) && (missing0 = "command"))) || ((data.background === undefined) && (missing0 = "background"))) || ((data.stdin === undefined) && (missing0 = "stdin"))) || ((data.applicationCursorKeys === undefined) && (missing0 = "applicationCursorKeys"))) || ((data.end === undefined) && (missing0 = "end"))) || ((data.processesLeft === undefined) && (missing0 = "processesLeft"))) || ((data.lostBytes === undefined) && (missing0 = "lostBytes"))){
validate21.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
let data0 = data.version;
const _errs2 = errors;
if(!(((typeof data0 == "number") && (!(data0 % 1) && !isNaN(data0))) && (isFinite(data0)))){
validate21.errors = [{instancePath:instancePath+"/version",schemaPath:"#/properties/version/type",keyword:"type",params:{type: "integer"}}];
return false;
}
var valid0 = _errs2 === errors;
if(valid0){
const _errs4 = errors;
if(typeof data.writer !== "string"){
validate21.errors = [{instancePath:instancePath+"/writer",schemaPath:"#/properties/writer/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs4 === errors;
if(valid0){
if(data.supervisor !== undefined){
let data2 = data.supervisor;
const _errs6 = errors;
if(errors === _errs6){
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
let missing1;
if(((data2.pid === undefined) && (missing1 = "pid")) || ((data2.mark === undefined) && (missing1 = "mark"))){
validate21.errors = [{instancePath:instancePath+"/supervisor",schemaPath:"#/properties/supervisor/required",keyword:"required",params:{missingProperty: missing1}}];
return false;
}
else {
if(data2.pid !== undefined){
let data3 = data2.pid;
const _errs9 = errors;
if(!((typeof data3 == "number") && (isFinite(data3)))){
validate21.errors = [{instancePath:instancePath+"/supervisor/pid",schemaPath:"#/properties/supervisor/properties/pid/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid1 = _errs9 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.mark !== undefined){
const _errs11 = errors;
if(typeof data2.mark !== "string"){
validate21.errors = [{instancePath:instancePath+"/supervisor/mark",schemaPath:"#/properties/supervisor/properties/mark/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid1 = _errs11 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.place !== undefined){
const _errs13 = errors;
if(typeof data2.place !== "string"){
validate21.errors = [{instancePath:instancePath+"/supervisor/place",schemaPath:"#/properties/supervisor/properties/place/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid1 = _errs13 === errors;
}
else {
var valid1 = true;
}
}
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/supervisor",schemaPath:"#/properties/supervisor/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.command !== undefined){
let data6 = data.command;
const _errs15 = errors;
if(errors === _errs15){
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
let missing2;
if(((data6.pid === undefined) && (missing2 = "pid")) || ((data6.mark === undefined) && (missing2 = "mark"))){
validate21.errors = [{instancePath:instancePath+"/command",schemaPath:"#/properties/command/required",keyword:"required",params:{missingProperty: missing2}}];
return false;
}
else {
if(data6.pid !== undefined){
let data7 = data6.pid;
const _errs18 = errors;
if(!((typeof data7 == "number") && (isFinite(data7)))){
validate21.errors = [{instancePath:instancePath+"/command/pid",schemaPath:"#/properties/command/properties/pid/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid2 = _errs18 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data6.mark !== undefined){
const _errs20 = errors;
if(typeof data6.mark !== "string"){
validate21.errors = [{instancePath:instancePath+"/command/mark",schemaPath:"#/properties/command/properties/mark/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid2 = _errs20 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data6.place !== undefined){
const _errs22 = errors;
if(typeof data6.place !== "string"){
validate21.errors = [{instancePath:instancePath+"/command/place",schemaPath:"#/properties/command/properties/place/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid2 = _errs22 === errors;
}
else {
var valid2 = true;
}
}
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/command",schemaPath:"#/properties/command/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid0 = _errs15 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.background !== undefined){
const _errs24 = errors;
if(typeof data.background !== "boolean"){
validate21.errors = [{instancePath:instancePath+"/background",schemaPath:"#/properties/background/type",keyword:"type",params:{type: "boolean"}}];
return false;
}
var valid0 = _errs24 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.stdin !== undefined){
const _errs26 = errors;
if(typeof data.stdin !== "boolean"){
validate21.errors = [{instancePath:instancePath+"/stdin",schemaPath:"#/properties/stdin/type",keyword:"type",params:{type: "boolean"}}];
return false;
}
var valid0 = _errs26 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.applicationCursorKeys !== undefined){
const _errs28 = errors;
if(typeof data.applicationCursorKeys !== "boolean"){
validate21.errors = [{instancePath:instancePath+"/applicationCursorKeys",schemaPath:"#/properties/applicationCursorKeys/type",keyword:"type",params:{type: "boolean"}}];
return false;
}
var valid0 = _errs28 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.end !== undefined){
let data13 = data.end;
const _errs30 = errors;
if((!(data13 && typeof data13 == "object" && !Array.isArray(data13))) && (data13 !== null)){
validate21.errors = [{instancePath:instancePath+"/end",schemaPath:"#/properties/end/type",keyword:"type",params:{type: schema32.properties.end.type}}];
return false;
}
if(errors === _errs30){
if(data13 && typeof data13 == "object" && !Array.isArray(data13)){
let missing3;
if((((((((data13.exitCode === undefined) && (missing3 = "exitCode")) || ((data13.exitSignal === undefined) && (missing3 = "exitSignal"))) || ((data13.timedOut === undefined) && (missing3 = "timedOut"))) || ((data13.killed === undefined) && (missing3 = "killed"))) || ((data13.endedAt === undefined) && (missing3 = "endedAt"))) || ((data13.knownAt === undefined) && (missing3 = "knownAt"))) || ((data13.unseen === undefined) && (missing3 = "unseen"))){
validate21.errors = [{instancePath:instancePath+"/end",schemaPath:"#/properties/end/required",keyword:"required",params:{missingProperty: missing3}}];
return false;
}
else {
if(data13.exitCode !== undefined){
let data14 = data13.exitCode;
const _errs33 = errors;
if((!((typeof data14 == "number") && (isFinite(data14)))) && (data14 !== null)){
validate21.errors = [{instancePath:instancePath+"/end/exitCode",schemaPath:"#/properties/end/properties/exitCode/type",keyword:"type",params:{type: schema32.properties.end.properties.exitCode.type}}];
return false;
}
var valid3 = _errs33 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data13.exitSignal !== undefined){
let data15 = data13.exitSignal;
const _errs35 = errors;
if((typeof data15 !== "string") && (data15 !== null)){
validate21.errors = [{instancePath:instancePath+"/end/exitSignal",schemaPath:"#/properties/end/properties/exitSignal/type",keyword:"type",params:{type: schema32.properties.end.properties.exitSignal.type}}];
return false;
}
var valid3 = _errs35 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data13.timedOut !== undefined){
const _errs37 = errors;
if(typeof data13.timedOut !== "boolean"){
validate21.errors = [{instancePath:instancePath+"/end/timedOut",schemaPath:"#/properties/end/properties/timedOut/type",keyword:"type",params:{type: "boolean"}}];
return false;
}
var valid3 = _errs37 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data13.killed !== undefined){
const _errs39 = errors;
if(typeof data13.killed !== "boolean"){
validate21.errors = [{instancePath:instancePath+"/end/killed",schemaPath:"#/properties/end/properties/killed/type",keyword:"type",params:{type: "boolean"}}];
return false;
}
var valid3 = _errs39 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data13.endedAt !== undefined){
let data18 = data13.endedAt;
const _errs41 = errors;
if(!((typeof data18 == "number") && (isFinite(data18)))){
validate21.errors = [{instancePath:instancePath+"/end/endedAt",schemaPath:"#/properties/end/properties/endedAt/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid3 = _errs41 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data13.knownAt !== undefined){
let data19 = data13.knownAt;
const _errs43 = errors;
if(!((typeof data19 == "number") && (isFinite(data19)))){
validate21.errors = [{instancePath:instancePath+"/end/knownAt",schemaPath:"#/properties/end/properties/knownAt/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid3 = _errs43 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data13.unseen !== undefined){
let data20 = data13.unseen;
const _errs45 = errors;
if(!(((data20 === "supervisor killed") || (data20 === "restart")) || (data20 === null))){
validate21.errors = [{instancePath:instancePath+"/end/unseen",schemaPath:"#/properties/end/properties/unseen/enum",keyword:"enum",params:{allowedValues: schema32.properties.end.properties.unseen.enum}}];
return false;
}
var valid3 = _errs45 === errors;
}
else {
var valid3 = true;
}
}
}
}
}
}
}
}
}
}
var valid0 = _errs30 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.processesLeft !== undefined){
const _errs46 = errors;
if(typeof data.processesLeft !== "boolean"){
validate21.errors = [{instancePath:instancePath+"/processesLeft",schemaPath:"#/properties/processesLeft/type",keyword:"type",params:{type: "boolean"}}];
return false;
}
var valid0 = _errs46 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.lostBytes !== undefined){
let data22 = data.lostBytes;
const _errs48 = errors;
if(!((typeof data22 == "number") && (isFinite(data22)))){
validate21.errors = [{instancePath:instancePath+"/lostBytes",schemaPath:"#/properties/lostBytes/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid0 = _errs48 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate21.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate21.errors = vErrors;
return errors === 0;
}
validate21.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const isRequest: Validator<Request> = validateRequest
export const isState: Validator<State> = validateState
